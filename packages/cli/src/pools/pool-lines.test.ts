import type { CostStatement } from '@codeyard/engine/instance-pools/cost-statement';
import type { Pool } from '@codeyard/engine/instance-pools/pool';
import type { InstanceReport, PoolReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { DEFAULTS } from '@codeyard/engine/instance-pools/read-pool';
import { describe, expect, it } from 'vitest';
import { costLines } from './cost-lines.ts';
import { instanceLines } from './instance-lines.ts';
import { poolLines } from './list-lines.ts';
import { poolDetails } from './show-lines.ts';

const screen = { paint: (_colour: string, text: string) => text };
const NOW = 10_000_000;
const definition: Pool = {
  ...DEFAULTS,
  ...{ name: 'fast', strategy: 'warm', image: 'ami-0123456789abcdef0', instanceTypes: ['m5.large', 'm6i.large'] },
  ...{ instanceProfile: 'builders', ceiling: 4 },
};
const pool = (more: Partial<PoolReport> = {}): PoolReport => ({
  ...{ name: 'fast', kind: 'defined', definition, version: '0123456789abcdef', floor: 1, ceiling: 4, problems: [] },
  ...{ phases: {}, waiting: [], breakers: [], ...more },
});
const instance = (more: Partial<InstanceReport> = {}): InstanceReport => ({
  ...{ key: 't.0', instanceId: 'i-1', pool: 'fast', phase: 'idle', phaseSince: NOW - 60_000, uses: 2, isStale: false },
  ...{ bornAt: NOW - 3_600_000, type: 'm5.large', subnet: '', lifecycle: 'on-demand', version: '0123456789abcdef' },
  ...more,
});
const report = (pools: PoolReport[], more: Partial<PoolsReport> = {}): PoolsReport => ({
  ...{ at: NOW, installation: 'builders', pools, instances: [], quotas: [], coolings: [], ...more },
});
const breaker = { kind: 'broken' as const, failures: 5, since: 1, code: 'NeverReady', message: 'it never got ready' };

describe('the list of pools', () => {
  const stateOf = (more: Partial<PoolReport>) => poolLines(screen, report([pool(more)]), '')[1];

  it('counts instances by what they are good for', () => {
    const phases = { idle: 2, leased: 1, booting: 1, cleaning: 1, stopped: 3 };
    expect(poolLines(screen, report([pool({ phases })]), '')).toEqual([
      'POOL  STRATEGY  FLOOR–CEILING  READY  BUSY  COMING  STOPPED  WAITING  STATE',
      'fast  warm      1–4                2     1       2        3        0  ok',
    ]);
  });

  it.each([
    [{ kind: 'unusable' as const, problems: ['ceiling: is missing'] }, 'unusable: ceiling: is missing'],
    [{ kind: 'removed' as const }, 'no longer defined: it ends'],
    [{ definition: { ...definition, drains: true } }, 'drains'],
    [{ breakers: [{ version: 'v', ...breaker, openUntil: NOW + 1 }] }, 'launches nothing: NeverReady'],
    [{ breakers: [{ version: 'v', ...breaker, openUntil: NOW - 1 }] }, 'ok'],
    [{ phases: { kept: 2 } }, '2 kept by a tag'],
  ])('%j reads %s', (more, state) => expect(stateOf(more)).toContain(`  ${state}`));

  it('says who waits, and why nothing comes', () => {
    const lines = poolLines(
      screen,
      report(
        [pool({ waiting: [{ build: 'job-1', attempt: 1, since: NOW - 5_000, reason: 'there is no capacity' }] })],
        {
          quotas: [
            {
              quota: 'spot:standard',
              ...breaker,
              kind: 'quota',
              code: 'MaxSpot',
              message: 'too many',
              openUntil: NOW + 90_000,
            },
          ],
          coolings: [{ offer: 'spot/m5.large/subnet-1', until: NOW + 30_000, failures: 1 }],
        },
      ),
      '',
    );
    expect(lines.slice(3)).toEqual([
      'quota of spot standard: MaxSpot: too many; tried again in 1m 30s',
      'no capacity for spot m5.large in subnet-1; tried again in 30s',
      'job-1 waits for 5s for fast: there is no capacity',
    ]);
  });

  it('puts the instances of single builds into one line', () => {
    const own = (name: string) => pool({ name, kind: 'own', phases: { leased: 1 } });
    const lines = poolLines(screen, report([own('build:a'), own('build:b')]), '');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^\(own\) .* 2 .*instances of single builds$/);
  });

  it('says what to do when there is none', () => {
    expect(poolLines(screen, report([]), ' --aws').join('\n')).toContain(
      'codeyard pools put NAME --file pool.json --aws',
    );
  });
});

describe('the list of instances', () => {
  it('has what is known of each', () => {
    const instances = [
      instance({ phase: 'leased', build: 'job-1' }),
      instance({ instanceId: 'i-2', isStale: true, pool: 'build:job-2' }),
      instance({ instanceId: 'i-3', phase: 'kept', reason: 'held by its tag' }),
    ];
    expect(instanceLines(screen, { instances, at: NOW })).toEqual([
      'INSTANCE  POOL   PHASE   FOR     BUILD  USES     AGE  VERSION    TYPE      LIFECYCLE',
      'i-1       fast   leased  1m 00s  job-1     2  1h 00m  01234567   m5.large  on-demand',
      'i-2       (own)  idle    1m 00s  –         2  1h 00m  01234567*  m5.large  on-demand',
      'i-3       fast   kept    1m 00s  –         2  1h 00m  01234567   m5.large  on-demand',
      '',
      'i-3: held by its tag',
      '1 of an older version (*): they are replaced when they are free.',
    ]);
  });

  it('says why there is none', () => {
    expect(instanceLines(screen, { instances: [], at: NOW })[0]).toContain('no instances now');
  });
});

describe('the details of a pool', () => {
  it('are its definition with defaults, and its instances alone', () => {
    const text = poolDetails(
      screen,
      report([pool(), pool({ name: 'slow' })], { instances: [instance({ pool: 'slow' })] }),
      pool(),
    );
    expect(text).toContain('  instanceTypes      m5.large, m6i.large');
    expect(text).toContain('  idleMinutes        10');
    expect(text.join('\n')).not.toContain('slow');
  });
});

describe('the cost report', () => {
  const costs: CostStatement = {
    ...{ from: 0, until: 7 * 86_400_000, currency: 'USD', source: 'a list', date: '2026-06' },
    pools: [
      {
        ...{ pool: 'fast', instances: 2, builds: 3, billedMs: 7_200_000, busyMs: 3_600_000 },
        ...{ onDemand: 1.5, spot: 0.25, cost: 1.75, idleCost: 0.5 },
      },
    ],
    builds: [
      { build: 'job-1', pool: 'fast', attempts: 1, busyMs: 65_000, cost: 0.75 },
      { build: 'job-2', pool: 'fast', attempts: 2, busyMs: 65_000, cost: 0.5 },
    ],
    ...{ omittedBuilds: { count: 1, cost: 0.25 }, unpriced: ['x1.huge'], spotAtOnDemand: ['m5.large'] },
  };

  it('tells pools, the most expensive builds, the prices and what they lack', () => {
    expect(costLines(screen, costs, 1)).toEqual([
      'POOL  INSTANCES  BUILDS  BILLED  BUSY  ON-DEMAND        SPOT      COST        IDLE',
      'fast          2       3  2h 00m  50 %   1.50 USD  0.2500 USD  1.75 USD  0.5000 USD',
      '1.75 USD in 7d 00h',
      '',
      'BUILD  POOL  ATTEMPTS    TIME        COST',
      'job-1  fast         1  1m 05s  0.7500 USD',
      'and 2 other builds for 0.7500 USD',
      '',
      'Prices: a list, 2026-06. Instances only: no volumes, addresses, traffic or taxes.',
      'No price is known for x1.huge: what they did counts as nothing. Give prices: docs/build-environments.md',
      'No spot price is known for m5.large: they count at their on-demand price, and less was paid. Give prices: docs/build-environments.md',
    ]);
  });

  it('says what to do when nothing was used', () => {
    expect(costLines(screen, { ...costs, pools: [], builds: [] }, 1)[0]).toContain('--since');
  });
});
