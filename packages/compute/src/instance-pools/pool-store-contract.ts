import {
  type BuildRequest,
  EMPTY_POOL_STATE,
  type PoolInstance,
  type PoolState,
} from '@codeyard/engine/instance-pools/pool-state';
import type { Usage } from '@codeyard/engine/instance-pools/usage';
import { afterAll, describe, expect, it } from 'vitest';
import type { PoolStore } from './pool-store.ts';

/** What every store of pools must do: `open` makes one of an installation that has nothing yet. */
export function describePoolStore(name: string, open: () => Promise<PoolStore>, close: () => Promise<void>): void {
  describe(`pools kept in ${name}`, () => {
    afterAll(close);

    it('are none at first', async () => {
      const store = await open();
      expect((await store.load()).state).toEqual(EMPTY_POOL_STATE);
      expect(await store.findRequest('one')).toBeUndefined();
    });

    it('are loaded as they were saved, however many there are', async () => {
      const store = await open();
      const state = stateOf(260);
      const saved = await store.save(await store.load(), state, []);
      expect(saved?.state).toEqual(state);
      const loaded = await store.load();
      expect(loaded.state).toEqual(state);
      expect(loaded.versions).toEqual(saved?.versions);
    });

    it('are saved on top of what was saved, without loading again, and rows can go', async () => {
      const store = await open();
      const first = await store.save(await store.load(), stateOf(120), []);
      if (!first) throw new Error('it was lost');
      const second = await store.save(first, { ...stateOf(3), ledger: ledgerOf(7) }, []);
      expect(second).toBeDefined();
      expect((await store.load()).state).toEqual({ ...stateOf(3), ledger: ledgerOf(7) });
      const third = second && (await store.save(second, stateOf(5), []));
      expect(third && (await store.load()).state).toEqual(stateOf(5));
    });

    it('are not saved on top of what another has changed', async () => {
      const store = await open();
      const before = await store.load();
      expect(await store.save(before, stateOf(2), [])).toBeDefined();
      expect(await store.save(before, stateOf(200), [])).toBeUndefined();
      expect(await store.save(before, { ...EMPTY_POOL_STATE, ledger: ledgerOf(1) }, [])).toBeUndefined();
      expect((await store.load()).state).toEqual(stateOf(2));
    });

    it('are saved by one of those who try at the same time', async () => {
      const store = await open();
      const before = await store.load();
      const saves = await Promise.all([1, 2, 3, 4].map((count) => store.save(before, stateOf(count), [])));
      const winners = saves.filter((saved) => saved !== undefined);
      expect(winners).toHaveLength(1);
      expect((await store.load()).state).toEqual(winners[0]?.state);
    });

    it('are not written when nothing changed', async () => {
      const store = await open();
      await store.save(await store.load(), stateOf(2), []);
      const before = await store.load();
      const saved = await store.save(before, JSON.parse(JSON.stringify(before.state)), []);
      expect(saved).toEqual(before);
      // Whoever loaded at the same time has lost nothing.
      expect(await store.save(before, stateOf(3), [])).toBeDefined();
    });

    it('leave requests to their flows, and lose when one was changed', async () => {
      const store = await open();
      const request = requestOf(0);
      expect(await store.saveRequest(undefined, request)).toBe(true);
      expect(await store.saveRequest(undefined, request)).toBe(false);
      const before = await store.load();
      expect(before.state.requests).toEqual({ [request.id]: request });
      const found = await store.findRequest(request.id);
      expect(found?.request).toEqual(request);
      const released: BuildRequest = { ...request, phase: 'released' };
      expect(await store.saveRequest(found, released)).toBe(true);
      expect(await store.saveRequest(found, request)).toBe(false);
      const failed: BuildRequest = { ...request, phase: 'failed' };
      expect(await store.save(before, { ...before.state, requests: { [request.id]: failed } }, [])).toBeUndefined();
      expect((await store.findRequest(request.id))?.request).toEqual(released);
    });

    it('do not mind what a flow changes in a request that they leave alone', async () => {
      const store = await open();
      const before = await store.load();
      await store.saveRequest(undefined, requestOf(9));
      expect(await store.save(before, stateOf(1), [])).toBeDefined();
      expect(Object.keys((await store.load()).state.requests).sort()).toEqual(['build-0', 'build-9']);
    });

    it('keep usages by when they ended, each once', async () => {
      const store = await open();
      const hour = 3_600_000;
      const day = Date.UTC(2026, 0, 5);
      const usages = [day - hour, day + hour, day + 26 * hour].map((until, at) => usageOf(at, until));
      const first = await store.save(await store.load(), stateOf(1), usages);
      if (!first) throw new Error('it was lost');
      await store.save(first, stateOf(2), usages.slice(0, 1));
      const inOrder = async (from: number, until: number) =>
        [...(await store.usages(from, until))].sort((one, other) => one.until - other.until);
      expect(await inOrder(day - 2 * hour, day + 27 * hour)).toEqual(usages);
      expect(await inOrder(day, day + 26 * hour)).toEqual(usages.slice(1, 2));
      expect(await inOrder(day + 27 * hour, day + 48 * hour)).toEqual([]);
    });
  });
}

const ledgerOf = (tokens: number) => ({ ...EMPTY_POOL_STATE.ledger, bucket: { tokens, at: 5, throttles: 0 } });

/** So many builds, each on an instance of its own. */
function stateOf(count: number): PoolState {
  const indices = Array.from({ length: count }, (_, index) => index);
  return {
    instances: Object.fromEntries(indices.map((index) => [`token.${index}`, instanceOf(index)])),
    launches: {},
    requests: Object.fromEntries(indices.map((index) => [`build-${index}`, requestOf(index)])),
    ledger: ledgerOf(count),
  };
}

const instanceOf = (index: number): PoolInstance => ({
  ...{ key: `token.${index}`, pool: 'warm', instanceId: `i-${index}`, version: '1', phase: 'leased', phaseSince: 1 },
  ...{ type: 'm7a.large', subnet: '', lifecycle: 'on-demand', fence: 1, uses: 0, bornAt: 0, stretches: 0, tries: 0 },
  lease: { request: `build-${index}`, attempt: 1, fence: 1, since: 1 },
});

const requestOf = (index: number): BuildRequest => ({
  ...{ id: `build-${index}`, pool: 'warm', phase: 'placed', attempt: 1, askedAt: 0, isTold: false },
  ...{ instance: `token.${index}`, instanceId: `i-${index}`, fence: 1 },
});

const usageOf = (index: number, until: number): Usage => ({
  ...{ kind: 'instance', id: `token.0/${index}`, instance: 'token.0', pool: 'warm', type: 'm7a.large' },
  ...{ lifecycle: 'on-demand', from: until - 1_000, until },
});
