import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';

/** Nobody repeats anything about builds and slots that are over for so long. */
const OVER_MS = 10 * 60_000;

/** The state without what is over: the scheduler keeps it for a day, which is too much for all builds of a busy fleet in one row. */
export function tidyPools(state: PoolState, now: number): PoolState {
  const leased = new Set(Object.values(state.instances).map(({ lease }) => lease?.request));
  const requests = Object.entries(state.requests).filter(([id, { phase, isTold, endedAt = now }]) => {
    const isOver = phase === 'released' || phase === 'failed' || phase === 'interrupted';
    return !isOver || !isTold || leased.has(id) || now - endedAt < OVER_MS;
  });
  const instances = Object.entries(state.instances).filter(
    ([, { phase, phaseSince }]) => phase !== 'gone' || now - phaseSince < OVER_MS,
  );
  return { ...state, requests: Object.fromEntries(requests), instances: Object.fromEntries(instances) };
}
