import {
  EMPTY_POOL_STATE,
  type PoolInstance,
  type PoolLaunch,
  type PoolState,
} from '@codeyard/engine/instance-pools/pool-state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkGroups } from './chunk-groups.ts';
import { groupChanges } from './save-groups.ts';

const leased = (key: string, request: string) =>
  ({ key, phase: 'leased', lease: { request, attempt: 1, fence: 1, since: 0 } }) as PoolInstance;

describe('transactions of a save', () => {
  it('keep a lease and its request together, and a launch and its instances, and fit into DynamoDB’s', () => {
    const plans = fc.record({
      leases: fc.nat(150),
      launches: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 8 }),
      isBackwards: fc.boolean(),
    });
    fc.assert(
      fc.property(plans, ({ leases, launches, isBackwards }) => {
        const state = stateOf(leases, launches);
        const [before, after] = isBackwards ? [state, EMPTY_POOL_STATE] : [EMPTY_POOL_STATE, state];
        const chunks = chunkGroups(groupChanges(before, after, []));
        const where = new Map<string, number>();
        for (const [at, parts] of chunks.entries()) {
          expect(parts.length).toBeLessThanOrEqual(99);
          for (const part of parts) if (part.type === 'row') where.set(part.row, at);
        }
        expect(where.size).toBe(2 * leases + launches.reduce((sum, count) => sum + count + 1, 0));
        for (let at = 0; at < leases; at += 1)
          expect(where.get(`instance/leased-${at}`)).toBe(where.get(`request/build-${at}`));
        for (const [at, count] of launches.entries()) {
          for (let index = 0; index < count; index += 1) {
            expect(where.get(`instance/launch-${at}.${index}`)).toBe(where.get(`launch/launch-${at}`));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have nothing in them when nothing changed', () => {
    const state = stateOf(3, [2]);
    expect(groupChanges(state, JSON.parse(JSON.stringify(state)), [])).toEqual([]);
  });
});

function stateOf(leases: number, launches: readonly number[]): PoolState {
  const builds = Array.from({ length: leases }, (_, at) => [`build-${at}`, { id: `build-${at}` }]);
  const busy = Array.from({ length: leases }, (_, at) => [`leased-${at}`, leased(`leased-${at}`, `build-${at}`)]);
  const launched = launches.flatMap((count, at) =>
    Array.from({ length: count }, (_, index) => [`launch-${at}.${index}`, { key: `launch-${at}.${index}` }]),
  );
  return {
    instances: Object.fromEntries([...busy, ...launched]),
    requests: Object.fromEntries(builds),
    launches: Object.fromEntries(
      launches.map((count, at) => [`launch-${at}`, { token: `launch-${at}`, count } as PoolLaunch]),
    ),
    ledger: EMPTY_POOL_STATE.ledger,
  };
}
