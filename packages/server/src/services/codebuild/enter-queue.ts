import type { Db } from '../../database/database.ts';
import { askForMachine } from './fleets/join-fleet.ts';
import type { Parts } from './parts.ts';
import type { Build } from './rules/build.ts';
import { claimOf, isLimited, NO_LIMITS, poolOf } from './rules/queue/capacity.ts';
import { placeInQueue } from './store/queue.ts';
import { ADMIT_KIND, RUN_KIND, runId } from './work-kinds.ts';

/**
 * Puts a new build into the queue: of its fleet; of all that wait for capacity on demand; or, where nothing but the process's slots limits
 * it, of those.
 */
export async function enterQueue(tx: Db, parts: Parts, build: Build): Promise<void> {
  const { capacity = NO_LIMITS } = parts;
  const { environment } = build.definition;
  const size = claimOf(environment, capacity.machine);
  if (build.fleet) {
    await placeInQueue(tx, build.id, { fleet: build.fleet.id, size });
    return await askForMachine(tx, parts, build, build.fleet.id);
  }
  const pool = poolOf(environment);
  if (!isLimited(capacity, pool)) return await orderRun(tx, parts, build);
  await placeInQueue(tx, build.id, { pool, size });
  await orderAdmission(tx, parts);
}

/** A build has left the queue: the next free slot is its. */
export async function orderRun(tx: Db, { queue }: Parts, build: Pick<Build, 'id' | 'uuid'>): Promise<void> {
  await queue.enqueue(tx, { kind: RUN_KIND, id: runId(build), payload: { id: build.id } });
}

/** Something has changed about what waits or about what is free: who goes next is looked at again. */
export async function orderAdmission(tx: Db, parts: Parts): Promise<void> {
  const { capacity = NO_LIMITS } = parts;
  if (capacity.machine || Object.keys(capacity.concurrent).length > 0) await lookAtQueue(tx, parts);
}

/** The same, whatever the limits are now: they may have been others when builds began to wait. */
export async function lookAtQueue(tx: Db, { queue }: Parts): Promise<void> {
  await queue.enqueue(tx, { kind: ADMIT_KIND, id: ADMIT_KIND, key: ADMIT_KIND, payload: {} });
}
