import type { Pool } from '@codeyard/engine/instance-pools/pool';
import {
  type BuildRequest,
  EMPTY_POOL_STATE,
  type PoolInstance,
  type PoolState,
} from '@codeyard/engine/instance-pools/pool-state';
import { readPool } from '@codeyard/engine/instance-pools/read-pool';
import { versionOf } from '@codeyard/engine/instance-pools/version';
import { describe, expect, it } from 'vitest';
import { reportPools } from './report.ts';

const read = readPool({
  ...{
    name: 'fast',
    strategy: 'warm',
    image: 'ami-0123456789abcdef0',
    instanceTypes: ['m5.large'],
    ceiling: 4,
    floor: 1,
  },
  ...{ instanceProfile: 'builders' },
});
const fast = (read as { pool: Pool }).pool;
const version = versionOf(fast);

const instance = (key: string, more: Partial<PoolInstance> = {}): PoolInstance => ({
  ...{ key, pool: 'fast', version, phase: 'idle', phaseSince: 5, fence: 0, uses: 0, bornAt: 1, stretches: 0, tries: 0 },
  ...{ type: 'm5.large', subnet: '', lifecycle: 'on-demand', ...more },
});
const request = (id: string, more: Partial<BuildRequest> = {}): BuildRequest => ({
  ...{ id, pool: 'fast', phase: 'waiting', attempt: 1, askedAt: 1, isTold: true, ...more },
});
const stateOf = (instances: PoolInstance[], requests: BuildRequest[] = []): PoolState => ({
  ...EMPTY_POOL_STATE,
  instances: Object.fromEntries(instances.map((one) => [one.key, one])),
  requests: Object.fromEntries(requests.map((one) => [one.id, one])),
});
const report = (state: PoolState, definitions = { pools: { fast } as Record<string, Pool>, problems: {} }) =>
  reportPools({ installation: 'builders', definitions, state, now: 1_000 });

describe('the report on pools', () => {
  it('counts instances by phase, and leaves out what is gone', () => {
    const { pools, instances } = report(stateOf([instance('a'), instance('b'), instance('c', { phase: 'gone' })]));
    expect(pools).toEqual([
      {
        ...{ name: 'fast', kind: 'defined', definition: fast, version, floor: 1, ceiling: 4, problems: [] },
        ...{ phases: { idle: 2 }, waiting: [], breakers: [] },
      },
    ]);
    expect(instances.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('says which build has an instance, and whether its pool would make another today', () => {
    const lease = { request: 'job-1', attempt: 1, fence: 1, since: 9 };
    const leased = instance('a', { phase: 'leased', lease, instanceId: 'i-1', version: 'older' });
    expect(report(stateOf([leased])).instances).toMatchObject([{ instanceId: 'i-1', build: 'job-1', isStale: true }]);
    expect(report(stateOf([instance('a')])).instances).toMatchObject([{ isStale: false }]);
  });

  it('says who waits and why, longest first', () => {
    const requests = [
      request('young', { askedAt: 9 }),
      request('old', { askedAt: 3, reason: 'it waits for its turn' }),
      request('placed', { phase: 'placed' }),
      request('done', { phase: 'released', pool: 'forgotten' }),
    ];
    const { pools } = report(stateOf([], requests));
    expect(pools.map(({ name }) => name)).toEqual(['fast']);
    expect(pools[0]?.waiting).toEqual([
      { build: 'old', attempt: 1, since: 3, reason: 'it waits for its turn' },
      { build: 'young', attempt: 1, since: 9 },
    ]);
  });

  it('tells pools that cannot be used, that are gone, and those of one build from others', () => {
    const definitions = { pools: {}, problems: { wrong: ['ceiling: is missing'] } };
    const own = request('job-1', { pool: 'build:job-1', ownPool: fast });
    const state = stateOf([instance('a', { pool: 'former' }), instance('b', { pool: 'build:job-1' })], [own]);
    expect(report(state, definitions).pools).toMatchObject([
      { name: 'build:job-1', kind: 'own', phases: { idle: 1 }, ceiling: 4 },
      { name: 'former', kind: 'removed' },
      { name: 'wrong', kind: 'unusable', problems: ['ceiling: is missing'] },
    ]);
  });

  it('sorts breakers by what they stop, and leaves out capacity that is back', () => {
    const breaker = {
      kind: 'broken' as const,
      failures: 5,
      since: 1,
      code: 'NeverReady',
      message: 'it never got ready',
    };
    const ledger = {
      bucket: EMPTY_POOL_STATE.ledger.bucket,
      breakers: { [`version:fast:${version}`]: breaker, 'quota:spot:standard': { ...breaker, kind: 'quota' as const } },
      coolings: { 'spot/m5.large/': { until: 2_000, failures: 1 }, 'spot/m6i.large/': { until: 999, failures: 1 } },
    };
    const told = report({ ...EMPTY_POOL_STATE, ledger });
    expect(told.pools[0]?.breakers).toEqual([{ version, ...breaker }]);
    expect(told.quotas).toMatchObject([{ quota: 'spot:standard', kind: 'quota' }]);
    expect(told.coolings).toEqual([{ offer: 'spot/m5.large/', until: 2_000, failures: 1 }]);
  });
});
