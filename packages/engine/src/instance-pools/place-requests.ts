import type { Draft } from './draft.ts';
import { reasonToRetire } from './end-leases.ts';
import type { Pool } from './pool.ts';
import type { BuildRequest, PoolInstance } from './pool-state.ts';

/** Gives ready instances to those that wait, in the order in which they asked. */
export function placeRequests(draft: Draft): void {
  const free = freeByPool(draft);
  for (const request of waiting(draft)) {
    const pool = draft.pool(request.pool);
    const refusal = reasonToFail(draft, request, pool);
    if (refusal !== undefined || !pool) draft.report(request, 'failed', { reason: refusal ?? '' });
    else {
      const instance = take(free.get(pool.name) ?? [], needsOnDemand(request, pool));
      if (instance) place(draft, request, instance);
    }
  }
}

/** The longest first. */
export function waiting(draft: Draft): BuildRequest[] {
  return [...draft.requests.values()]
    .filter(({ phase }) => phase === 'waiting')
    .sort((one, other) => one.askedAt - other.askedAt || (one.id < other.id ? -1 : 1));
}

/** Who was interrupted too often is not put at risk again. */
export const needsOnDemand = ({ attempt }: BuildRequest, pool: Pool): boolean => attempt > pool.spotAttempts;

function place(draft: Draft, request: BuildRequest, instance: PoolInstance): void {
  const fence = instance.fence + 1;
  const lease = { request: request.id, attempt: request.attempt, fence, since: draft.now };
  draft.move(instance, 'leased', { fence, lease });
  const { reason: _reason, ...wanted } = request;
  const { instanceId, key } = instance;
  draft.report(wanted, 'placed', { instance: key, fence, placedAt: draft.now, ...(instanceId ? { instanceId } : {}) });
}

function reasonToFail(draft: Draft, request: BuildRequest, pool: Pool | undefined): string | undefined {
  if (!pool) return `there is no pool ${request.pool}`;
  if (request.attempt > pool.maximumAttempts) {
    return `its instances were taken back ${request.attempt - 1} times, and pool ${pool.name} allows no more`;
  }
  if (draft.now - request.askedAt < pool.queueMinutes * 60_000) return undefined;
  const why = request.reason ? `: ${request.reason}` : '';
  return `there was no instance of pool ${pool.name} for ${pool.queueMinutes} minutes${why}`;
}

/** Ready instances by pool, the best last: current ones after stale ones, and among them the last used, so that the others can end. */
function freeByPool(draft: Draft): Map<string, PoolInstance[]> {
  const free = new Map<string, PoolInstance[]>();
  for (const instance of draft.instances.values()) {
    const pool = draft.pool(instance.pool);
    if (!isFree(instance)) continue;
    if (!pool || reasonToRetire(draft, instance, pool) !== undefined) continue;
    const list = free.get(pool.name) ?? [];
    list.push(instance);
    free.set(pool.name, list);
  }
  const rank = (instance: PoolInstance) => (draft.isStale(instance) ? 0 : 1);
  for (const list of free.values()) {
    list.sort((one, other) => rank(one) - rank(other) || one.phaseSince - other.phaseSince);
  }
  return free;
}

function isFree({ phase, isHeld, unreachedSince, missingSince }: PoolInstance): boolean {
  return phase === 'idle' && !isHeld && unreachedSince === undefined && missingSince === undefined;
}

/** On-demand instances are kept for those that need one, while there are others. */
function take(free: PoolInstance[], needsIt: boolean): PoolInstance | undefined {
  const fits = needsIt ? 'on-demand' : 'spot';
  const index = free.findLastIndex(({ lifecycle }) => lifecycle === fits);
  if (index >= 0) return free.splice(index, 1)[0];
  return needsIt ? undefined : free.pop();
}
