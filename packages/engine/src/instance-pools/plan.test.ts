import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceState, Observed, SeenInstance } from './observed.ts';
import { type Plan, plan } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { Pool } from './pool.ts';
import {
  type BuildRequest,
  EMPTY_POOL_STATE,
  type InstancePhase,
  type PoolInstance,
  type PoolState,
} from './pool-state.ts';
import { readPool } from './read-pool.ts';
import { versionOf } from './version.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;

const poolOf = (json: object): Pool => {
  const read = readPool({
    ...{
      image: 'ami-0123456789abcdef0',
      instanceProfile: 'builders',
      instanceTypes: ['m7a.large'],
      ceiling: 4,
      ...json,
    },
  });
  if ('problems' in read) throw new Error(read.problems.join());
  return read.pool;
};
const pools = Object.fromEntries(
  [
    poolOf({ name: 'per-job', strategy: 'per-job' }),
    poolOf({ name: 'warm', strategy: 'warm', floor: 2 }),
    poolOf({ name: 'stopped', strategy: 'stopped', floor: 1 }),
    poolOf({ name: 'spot', strategy: 'spot', onDemandBase: 1 }),
    poolOf({ name: 'drained', strategy: 'warm', floor: 2, drains: true }),
  ].map((pool) => [pool.name, pool]),
);
const context: PlanContext = {
  ...{ pools, now: NOW, seed: 'seed000000000000' },
  settings: { installation: 'yard', launchesPerSecond: 5, launchBurst: 5, maximumBatch: 50 },
};

const PHASES: readonly InstancePhase[] = [
  ...(['booting', 'idle', 'leased', 'cleaning', 'stopping', 'stopped', 'starting', 'kept'] as const),
  ...(['orphaned', 'terminating', 'gone'] as const),
];
const STATES: readonly InstanceState[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

/** One instance's row with what EC2 shows of it, which need not fit; and the build that holds it, or held it. */
const sight = fc.record({
  pool: fc.constantFrom(...Object.keys(pools), 'unknown'),
  phase: fc.constantFrom(...PHASES),
  state: fc.option(fc.constantFrom(...STATES), { nil: undefined }),
  lifecycle: fc.constantFrom('on-demand' as const, 'spot' as const),
  minutes: fc.nat(40),
  request: fc.constantFrom('placed' as const, 'released' as const, 'none' as const),
  isManaged: fc.boolean(),
  isKept: fc.boolean(),
  isNoticed: fc.boolean(),
  isStale: fc.boolean(),
  uses: fc.nat(101),
});
type Sight = typeof sight extends fc.Arbitrary<infer Value> ? Value : never;

const world = fc.record({
  sights: fc.array(sight, { maxLength: 20 }),
  waiting: fc.array(
    fc.record({ pool: fc.constantFrom(...Object.keys(pools)), attempt: fc.integer({ min: 1, max: 4 }) }),
    {
      maxLength: 12,
    },
  ),
  canLook: fc.boolean(),
});

function worldOf({ sights, waiting, canLook }: typeof world extends fc.Arbitrary<infer Value> ? Value : never) {
  const rows = sights.map(rowOf);
  const held = sights.flatMap((found, at) => holderOf(found, at));
  const queue = waiting.map(
    ({ pool, attempt }, at): BuildRequest => ({
      ...{ id: `waiting-${at}`, pool, phase: 'waiting', attempt, askedAt: NOW - at, isTold: true },
    }),
  );
  const state: PoolState = {
    ...EMPTY_POOL_STATE,
    instances: Object.fromEntries(rows.map((row) => [row.key, row])),
    requests: Object.fromEntries([...held, ...queue].map((request) => [request.id, request])),
  };
  const managed = Object.fromEntries(sights.flatMap(({ isManaged }, at) => (isManaged ? [[`i-${at}`, NOW]] : [])));
  const observed: Observed = canLook
    ? {
        instances: sights.flatMap(seenOf),
        managed,
        spotRequests: [],
        notices: sights.flatMap(({ isNoticed }, at) => (isNoticed ? [`i-${at}`] : [])),
      }
    : {};
  return { state, observed };
}

function rowOf(found: Sight, at: number): PoolInstance {
  const { pool, phase, lifecycle, minutes, request, isStale, uses } = found;
  const known = pools[pool];
  const holds = phase === 'leased' || (phase === 'terminating' && request === 'placed');
  return {
    ...{ key: `token.${at}`, instanceId: `i-${at}`, pool, phase, phaseSince: NOW - minutes * MINUTE, lifecycle },
    version: known && !isStale ? versionOf(known) : 'old',
    ...{ type: 'm7a.large', subnet: '', fence: 3, uses, bornAt: NOW - 60 * MINUTE, stretches: 0, tries: 0 },
    ...(holds ? { lease: { request: `held-${at}`, attempt: 1, fence: 3, since: NOW - minutes * MINUTE } } : {}),
    ...(phase === 'stopped' ? { isDown: true } : {}),
  };
}

function holderOf({ pool, phase, request }: Sight, at: number): BuildRequest[] {
  if (request === 'none' || (phase !== 'leased' && phase !== 'terminating')) return [];
  return [
    {
      ...{ id: `held-${at}`, pool, phase: request, attempt: 1, askedAt: 0, isTold: true },
      ...{ instance: `token.${at}`, instanceId: `i-${at}`, fence: 3 },
    },
  ];
}

function seenOf({ state, lifecycle, isKept, minutes }: Sight, at: number): SeenInstance[] {
  if (state === undefined) return [];
  return [
    {
      ...{
        instanceId: `i-${at}`,
        state,
        type: 'm7a.large',
        subnet: '',
        lifecycle,
        clientToken: 'token',
        launchIndex: at,
      },
      launchedAt: NOW - minutes * MINUTE,
      tags: isKept ? { 'codeyard:keep': '' } : {},
    },
  ];
}

const effectsOf = <Type extends Plan['effects'][number]['type']>({ effects }: Plan, type: Type) =>
  effects.filter((effect): effect is Extract<typeof effect, { type: Type }> => effect.type === type);

describe('a plan, whatever the rows say and EC2 shows', () => {
  const forAll = (check: (before: ReturnType<typeof worldOf>, planned: Plan) => void) =>
    fc.assert(
      fc.property(world, (made) => {
        const before = worldOf(made);
        check(before, plan(before.state, before.observed, context));
      }),
      { numRuns: 400 },
    );

  it('gives an instance to one build, with a higher fence than before', () => {
    forAll(({ state }, { state: after }) => {
      const placed = Object.values(after.requests).filter(({ phase }) => phase === 'placed');
      expect(new Set(placed.map(({ instance }) => instance)).size).toBe(placed.length);
      for (const { id, instance = '', fence } of placed) {
        expect(after.instances[instance]?.lease).toMatchObject({ request: id, fence });
        if (state.requests[id]?.phase === 'waiting') expect(fence).toBe((state.instances[instance]?.fence ?? 0) + 1);
      }
    });
  });

  it('gives builds only what EC2 shows running, where it can look, and nobody holds', () => {
    forAll(({ state, observed }, { state: after }) => {
      for (const { id, phase, instance = '', instanceId } of Object.values(after.requests)) {
        if (phase !== 'placed' || state.requests[id]?.phase !== 'waiting') continue;
        const row = after.instances[instance];
        expect(row?.isHeld).not.toBe(true);
        expect(pools[row?.pool ?? '']?.drains).toBe(false);
        const seen = observed.instances?.find((found) => found.instanceId === instanceId);
        if (observed.instances)
          expect(seen?.state ?? 'absent').not.toMatch(/absent|shutting-down|terminated|stopping|stopped/);
      }
    });
  });

  it('ends or stops no instance that a build holds, but for one that EC2 takes back', () => {
    forAll(({ state, observed }, planned) => {
      for (const { key, instanceId } of [...effectsOf(planned, 'terminate'), ...effectsOf(planned, 'stop')]) {
        const row = state.instances[key];
        const isHeld = row?.phase === 'leased' && state.requests[row.lease?.request ?? '']?.phase === 'placed';
        const seen = observed.instances?.find((found) => found.instanceId === instanceId);
        const isLost = /stop|shut|terminated/.test(seen?.state ?? '');
        if (isHeld && !isLost) expect(observed.notices).toContain(instanceId);
      }
    });
  });

  it('ends or stops nothing that bears the keep tag', () => {
    forAll(({ observed }, planned) => {
      const kept = (observed.instances ?? []).filter(({ tags }) => tags['codeyard:keep'] === '');
      const victims = [...effectsOf(planned, 'terminate'), ...effectsOf(planned, 'stop')].map(
        ({ instanceId }) => instanceId,
      );
      for (const { instanceId } of kept) expect(victims).not.toContain(instanceId);
    });
  });

  it('launches nothing beyond a ceiling, and no faster than it may', () => {
    forAll((_before, planned) => {
      for (const { name, ceiling, drains } of Object.values(pools)) {
        const launched = Object.values(planned.state.launches).filter(({ pool }) => pool.name === name);
        if (launched.length === 0) continue;
        expect(drains).toBe(false);
        const existing = Object.values(planned.state.instances).filter(
          ({ pool, phase, isDown }) => pool === name && phase !== 'gone' && !(phase === 'terminating' && isDown),
        );
        expect(existing.length).toBeLessThanOrEqual(ceiling);
      }
      expect(effectsOf(planned, 'launch').length).toBeLessThanOrEqual(5);
    });
  });

  it('forgets no build: each still waits, holds an instance, or is to be told', () => {
    forAll(({ state }, { state: after }) => {
      for (const { id, phase } of Object.values(state.requests)) {
        const now = after.requests[id];
        expect(now).toBeDefined();
        if (phase !== now?.phase) expect(now?.isTold).toBe(false);
      }
    });
  });

  it('made again at once from the same facts wants nothing more', () => {
    forAll(({ observed }, planned) => {
      const again = plan(planned.state, observed, { ...context, seed: 'seed000000000001' });
      for (const type of ['launch', 'start', 'stop', 'terminate', 'tell', 'clean'] as const) {
        const repeated = effectsOf(again, type).filter((effect) =>
          planned.effects.some((done) => JSON.stringify(done) === JSON.stringify(effect)),
        );
        expect(repeated).toEqual([]);
      }
    });
  });

  it('is made of what can be written down, and changes nothing that it was given', () => {
    forAll(({ state, observed }, planned) => {
      expect(JSON.parse(JSON.stringify(planned.state))).toEqual(planned.state);
      const copy = JSON.parse(JSON.stringify(state));
      plan(state, observed, context);
      expect(JSON.parse(JSON.stringify(state))).toEqual(copy);
    });
  });

  it('that cannot look takes nothing for gone', () => {
    forAll(({ state, observed }, { state: after }) => {
      if (observed.instances) return;
      for (const { key, phase } of Object.values(state.instances)) {
        if (phase !== 'gone') expect(after.instances[key]?.phase).not.toBe('gone');
      }
    });
  });
});
