import { describe, expect, it } from 'vitest';
import { readPool } from './read-pool.ts';
import { isStale, versionOf } from './version.ts';

const LEAST = {
  ...{ name: 'builders', image: 'ami-0123456789abcdef0', instanceProfile: 'builders' },
  ...{ instanceTypes: ['m7a.large'], ceiling: 10 },
};
const problemsOf = (json: unknown) => {
  const read = readPool(json);
  return 'problems' in read ? read.problems : [];
};
const poolOf = (json: object) => {
  const read = readPool({ ...LEAST, ...json });
  if ('problems' in read) throw new Error(read.problems.join());
  return read.pool;
};

describe('a pool’s JSON', () => {
  it('needs little, and the rest is as documented', () => {
    expect(poolOf({})).toMatchObject({
      strategy: 'per-job',
      floor: 0,
      idleMinutes: 10,
      cleans: true,
      failuresToStop: 5,
    });
  });

  it('is told all its problems at once, each with its key', () => {
    expect(
      problemsOf({
        ...{ name: 'a b', image: 'latest', strategy: 'hot', instanceTypes: [], ceiling: 0, floor: 1.5, drains: 'no' },
        ...{ subnets: ['subnet-a', 'subnet-a'], userData: 'ü'.repeat(8_193), colour: 'red' },
        schedules: [{ period: 'rate(1 day)', timeZone: 'Berlin', floor: -1, until: 8 }, 'always'],
      }),
    ).toEqual([
      'colour: is unknown',
      'instanceProfile: is missing',
      'name: must be at most 64 letters, digits, hyphens, underscores and full stops',
      'image: must be the id of an AMI',
      'userData: must be at most 16 KB',
      'instanceTypes: must name at least one',
      'subnets: names one twice',
      'drains: must be true or false',
      'floor: must be a whole number from 0 to 1000',
      'ceiling: must be a whole number from 1 to 1000',
      'strategy: must be one of per-job, warm, stopped, spot',
      'schedules[0].until: is unknown',
      'schedules[0].period: must be a cron(…) expression',
      'schedules[0].timeZone: must be an IANA time zone',
      'schedules[0].floor: must be a whole number from 0 to 1000',
      'schedules[1]: must be an object',
    ]);
  });

  it.each([
    [{ floor: 11, strategy: 'warm' }, 'floor: must not be above the ceiling, 10'],
    [{ floor: 1 }, 'floor: a per-job pool keeps no instances'],
    [{ hibernates: true, strategy: 'warm' }, 'hibernates: is for the strategy stopped'],
    [{ onDemandBase: 1, strategy: 'warm' }, 'onDemandBase: is for the strategy spot'],
    [
      { hibernates: true, strategy: 'stopped', maximumAgeMinutes: 100_000 },
      'maximumAgeMinutes: must be at most 86400 (60 days) for instances that hibernate',
    ],
    [
      { strategy: 'warm', schedules: [{ period: 'cron(* 8 ? * * *)', timeZone: 'UTC', floor: 11 }] },
      'schedules[0].floor: must not be above the ceiling',
    ],
  ])('must not contradict itself: %j', (json, problem) => {
    expect(problemsOf({ ...LEAST, ...json })).toEqual([problem]);
  });

  it.each([null, [], 'warm', 7])('is an object, not %j', (json) => {
    expect(problemsOf(json)).toEqual(['pool: must be an object']);
  });
});

describe('the version of a pool', () => {
  it('is what instances are made of, not how many there are or where', () => {
    const version = versionOf(poolOf({}));
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(versionOf(poolOf({ ceiling: 3, subnets: ['subnet-a'], instanceTypes: ['m6a.large'], bootMinutes: 3 }))).toBe(
      version,
    );
    expect(versionOf(poolOf({ securityGroups: ['sg-2', 'sg-1'] }))).toBe(
      versionOf(poolOf({ securityGroups: ['sg-1', 'sg-2'] })),
    );
    const others = [{ image: 'ami-00000000000000001' }, { userData: 'echo' }, { volumeGib: 8 }, { keyName: 'a' }];
    const versions = others.map((json) => versionOf(poolOf(json)));
    expect(new Set([version, ...versions]).size).toBe(5);
  });

  it('is out of date with another image, or a type or subnet that the pool has no more', () => {
    const pool = poolOf({ subnets: ['subnet-a'] });
    const instance = { version: versionOf(pool), type: 'm7a.large', subnet: 'subnet-a' } as Parameters<
      typeof isStale
    >[0];
    expect(isStale(instance, pool)).toBe(false);
    expect(isStale({ ...instance, version: 'other' }, pool)).toBe(true);
    expect(isStale({ ...instance, type: 'm5.large' }, pool)).toBe(true);
    expect(isStale({ ...instance, subnet: 'subnet-b' }, pool)).toBe(true);
  });
});
