import { EMPTY_POOL_STATE, type PoolState } from '@codeyard/engine/instance-pools/pool-state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFleetProblem } from './check-fleet.ts';
import { changeFleet, type Fleet, type FleetSettings } from './fleet.ts';
import { nextFleet, statusAfterChange } from './fleet-status.ts';
import { overflowing } from './overflowing.ts';
import { ceilingOf, desiredCapacity, type FleetCensus, poolOfFleet } from './pool-of-fleet.ts';

const SETTINGS: FleetSettings = {
  ...{ baseCapacity: 2, environmentType: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
};
const fleet = (settings: Partial<FleetSettings> = {}, status: Fleet['status'] = 'ACTIVE'): Fleet => ({
  ...{ id: 'f', name: 'ours', createdAt: 0, lastModifiedAt: 0, settings: { ...SETTINGS, ...settings }, status },
});
const scaled = (maxCapacity: number, targetValue = 100): Partial<FleetSettings> => ({
  scalingConfiguration: {
    ...{ scalingType: 'TARGET_TRACKING_SCALING', maxCapacity },
    targetTrackingScalingConfigs: [{ metricType: 'FLEET_UTILIZATION_RATE', targetValue }],
  },
});

/** So many builds that run on its machines, and that wait for one. */
function stateWith(busy: number, waiting: number): PoolState {
  const each = <Value>(prefix: string, count: number, make: (id: string, index: number) => Value) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${prefix}${index}`, make(`${prefix}${index}`, index)]),
    );
  const instances = each('i', busy, (key) => ({ key, phase: 'leased', lease: { request: `r${key}` } }));
  const requests = each('w', waiting, (id, index) => ({ id, phase: 'waiting', askedAt: index }));
  return { ...EMPTY_POOL_STATE, instances, requests } as unknown as PoolState;
}
const census = (change: Partial<FleetCensus>): FleetCensus => ({
  ...{ ready: 2, stale: 0, busy: 0, members: 2, coming: 0 },
  ...change,
});

describe('what a fleet is refused for', () => {
  it.each([
    [{ baseCapacity: 0 }, 'baseCapacity must be from 1 to 1000'],
    [scaled(1), 'maxCapacity must be from baseCapacity, 2, to 1000'],
    [scaled(4, 0), 'targetValue must be above 0 and at most 100'],
    [
      { computeType: 'ATTRIBUTE_BASED_COMPUTE' as const },
      'computeConfiguration is required for ATTRIBUTE_BASED_COMPUTE',
    ],
    [
      { proxyConfiguration: { defaultBehavior: 'DENY_ALL' as const } },
      'proxyConfiguration is not supported by Codeyard',
    ],
  ])('%j', (change, problem) => {
    expect(findFleetProblem({ ...SETTINGS, ...change })).toBe(`Invalid fleet: ${problem}`);
  });

  it('is nothing of a plain one', () => expect(findFleetProblem(SETTINGS)).toBeUndefined());
});

describe('how many machines a fleet wants', () => {
  it.each([
    [{}, 0, 0, 2],
    [{}, 2, 9, 2],
    [scaled(5), 2, 0, 2],
    [scaled(5), 2, 1, 3],
    [scaled(5), 2, 90, 5],
    // Three busy ones are half of six.
    [scaled(10, 50), 3, 0, 6],
  ])('%j with %i busy and %i that wait: %i', (settings, busy, waiting, wanted) => {
    expect(desiredCapacity(fleet(settings), stateWith(busy, waiting))).toBe(wanted);
  });

  it('is never under its base nor over its ceiling', () => {
    const counts = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        counts,
        counts,
        fc.integer({ min: 1, max: 100 }),
        (base, busy, waiting, target) => {
          const one = fleet({ baseCapacity: base, ...scaled(base + (busy % 7), target) });
          const wanted = desiredCapacity(one, stateWith(busy, waiting));
          expect(wanted).toBeGreaterThanOrEqual(base);
          expect(wanted).toBeLessThanOrEqual(ceilingOf(one));
          const pool = poolOfFleet(one, stateWith(busy, waiting), undefined);
          expect([pool.floor, pool.ceiling]).toEqual([wanted, ceilingOf(one)]);
        },
      ),
    );
  });
});

describe('the state of a fleet', () => {
  it.each<[Fleet['status'], Partial<FleetCensus>, Fleet['status']]>([
    ['CREATING', { ready: 1, members: 2 }, 'CREATING'],
    ['CREATING', {}, 'ACTIVE'],
    ['ROTATING', { ready: 2, stale: 1 }, 'ROTATING'],
    ['ROTATING', {}, 'ACTIVE'],
    ['PENDING_DELETION', { busy: 1 }, 'PENDING_DELETION'],
    ['PENDING_DELETION', { busy: 0 }, 'DELETING'],
    ['CREATE_FAILED', {}, 'CREATE_FAILED'],
  ])('%s with %j becomes %s', (status, change, becomes) => {
    expect(nextFleet(fleet({}, status), census(change), stateWith(0, 0)).status).toBe(becomes);
  });

  it.each<[Partial<FleetSettings>, Fleet['status']]>([
    [{ computeType: 'BUILD_GENERAL1_LARGE' }, 'ROTATING'],
    [{ baseCapacity: 3 }, 'UPDATING'],
    [{ overflowBehavior: 'ON_DEMAND' }, 'ACTIVE'],
  ])('after the change %j is %s', (change, status) => {
    expect(statusAfterChange(fleet(), { ...SETTINGS, ...change })).toBe(status);
  });
});

describe('builds that overflow', () => {
  const onDemand = { overflowBehavior: 'ON_DEMAND' as const };

  it('are those that came last, beyond what is idle, on its way or may still be launched', () => {
    const state = stateWith(2, 4);
    expect(overflowing(fleet(onDemand), state, census({ busy: 2 }))).toEqual(['w0', 'w1', 'w2', 'w3']);
    expect(overflowing(fleet(onDemand), state, census({ busy: 1 }))).toEqual(['w1', 'w2', 'w3']);
    expect(overflowing(fleet(onDemand), state, census({ busy: 2, coming: 2 }))).toEqual(['w2', 'w3']);
    expect(overflowing(fleet({ ...onDemand, ...scaled(5) }), state, census({ busy: 2 }))).toEqual(['w3']);
  });

  it('do not hope for machines that there is no capacity for', () => {
    const short = { ...fleet({ ...onDemand, ...scaled(5) }), missing: 0 };
    expect(overflowing(short, stateWith(2, 2), census({ busy: 2 }))).toEqual(['w0', 'w1']);
  });

  it('wait where the fleet does not say otherwise', () => {
    expect(overflowing(fleet(), stateWith(2, 4), census({ busy: 2 }))).toEqual([]);
  });
});

describe('a change of a fleet', () => {
  it('keeps what it does not name, and an empty value takes away', () => {
    const before: FleetSettings = { ...SETTINGS, ...scaled(4) };
    expect(changeFleet(before, { baseCapacity: 3 })).toEqual({ ...before, baseCapacity: 3 });
    expect(changeFleet(before, { scalingConfiguration: {} })).toEqual(SETTINGS);
  });
});
