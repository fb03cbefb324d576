import type { Pool } from '@codeyard/engine/instance-pools/pool';
import type { BuildRequest } from '@codeyard/engine/instance-pools/pool-state';
import type { PoolStore } from './pool-store.ts';

export interface BuildOrder {
  /** The name of the build's execution. */
  readonly id: string;
  /** Name of a pool, or a pool for this build alone. */
  readonly pool: string | Pool;
  /** From 1; the next one after an interruption. */
  readonly attempt: number;
}

/** Asks for an instance; the same order may come twice. Reconcile afterwards; the answer is told. */
export async function requestInstance(store: PoolStore, order: BuildOrder, now: number): Promise<BuildRequest> {
  for (;;) {
    const found = await store.findRequest(order.id);
    if (found && found.request.attempt >= order.attempt) return found.request;
    const own = typeof order.pool === 'string' ? undefined : { ...order.pool, name: `build:${order.id}` };
    const request: BuildRequest = {
      id: order.id,
      pool: typeof order.pool === 'string' ? order.pool : `build:${order.id}`,
      ...(own ? { ownPool: own } : {}),
      phase: 'waiting',
      attempt: order.attempt,
      askedAt: now,
      isTold: true,
    };
    if (await store.saveRequest(found, request)) return request;
  }
}

/** Gives the instance back, or no longer wants one; an older attempt changes nothing. Reconcile afterwards. */
export async function releaseInstance(
  store: PoolStore,
  { id, attempt }: { id: string; attempt: number },
  now: number,
): Promise<void> {
  for (;;) {
    const found = await store.findRequest(id);
    if (!found || found.request.attempt !== attempt) return;
    if (found.request.phase === 'released' || found.request.phase === 'failed') return;
    if (await store.saveRequest(found, { ...found.request, phase: 'released', endedAt: now, isTold: true })) return;
  }
}
