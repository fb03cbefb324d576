import type { Draft } from './draft.ts';
import type { Observed } from './observed.ts';
import type { Pool } from './pool.ts';
import type { PoolInstance } from './pool-state.ts';
import { STRATEGIES } from './strategies/all-strategies.ts';

/** Takes instances back from builds that gave them up, or that had them for too long. */
export function endLeases(draft: Draft): void {
  for (const instance of [...draft.instances.values()]) {
    if (!instance.lease) continue;
    const holder = draft.holder(instance);
    if (!holder) afterJob(draft, draft.endLease(instance));
    else if (isOverdue(draft, instance)) {
      const reason = 'the build kept its instance for longer than its pool allows';
      draft.report(holder, 'failed', { reason });
      draft.end(draft.endLease(instance), reason);
    }
  }
}

/** What came of the commands that clean. */
export function takeInCleanings(draft: Draft, { cleanings = {} }: Observed): void {
  for (const instance of [...draft.instances.values()]) {
    if (instance.phase !== 'cleaning') continue;
    const outcome = instance.cleaning === undefined ? undefined : cleanings[instance.cleaning];
    const minutes = draft.pool(instance.pool)?.cleanMinutes ?? 0;
    if (outcome === 'done') draft.move(instance, 'idle');
    else if (outcome === 'failed') draft.end(instance, 'it could not be cleaned');
    else if (draft.now - instance.phaseSince >= minutes * 60_000) {
      draft.end(instance, 'it was not cleaned in time');
    }
  }
}

/** Why an instance takes no further job, if it does not. */
export function reasonToRetire(draft: Draft, instance: PoolInstance, pool: Pool | undefined): string | undefined {
  if (!pool) return 'its pool is no more';
  if (pool.drains) return 'its pool is drained';
  if (instance.uses >= pool.maximumUses) return `it did ${instance.uses} jobs`;
  if (draft.now - instance.bornAt >= pool.maximumAgeMinutes * 60_000) return 'it reached its maximum age';
  return undefined;
}

function afterJob(draft: Draft, instance: PoolInstance): void {
  if (instance.phase !== 'leased') return;
  const pool = draft.pool(instance.pool);
  const reason = reasonToRetire(draft, instance, pool);
  if (reason !== undefined || !pool) draft.end(instance, reason ?? 'its pool is no more');
  else if (draft.isStale(instance)) draft.end(instance, 'its pool makes other instances now');
  else if (STRATEGIES[pool.strategy].afterJob(pool) === 'end') draft.end(instance, 'its job is done');
  else draft.move(instance, pool.cleans ? 'cleaning' : 'idle');
}

function isOverdue(draft: Draft, { pool, lease }: PoolInstance): boolean {
  const minutes = draft.pool(pool)?.leaseMinutes;
  return lease !== undefined && minutes !== undefined && draft.now - lease.since >= minutes * 60_000;
}
