import type { Db } from '../../database/database.ts';
import { mergeBatchReports } from './merge-batch-reports.ts';
import type { Parts } from './parts.ts';
import { type Batch, isBatchComplete } from './rules/batch/batch.ts';
import { batchPhaseChangeEvent, batchStateChangeEvent } from './rules/batch/batch-event-detail.ts';
import { type BatchEffect, type BatchEvent, nextBatch } from './rules/batch/next-batch.ts';
import { lockBatch, saveBatch } from './store/batches.ts';
import { orderBatchStatus } from './webhooks/order-status.ts';

export const BATCH_KIND = 'codebuild.batch';

/** What is left to do for a batch after it has changed; every order may be carried out twice. */
export type BatchOrder =
  | { readonly type: 'begin'; readonly batch: string }
  | { readonly type: 'start-build'; readonly batch: string; readonly identifier: string; readonly uuid: string }
  | { readonly type: 'stop-build'; readonly build: string }
  | { readonly type: 'combine'; readonly batch: string }
  | { readonly type: 'deadline'; readonly batch: string };

/** Applies an event to a batch and saves what it becomes together with what that brings about. Undefined when it is gone. */
export function advanceBatch(parts: Parts, id: string, event: BatchEvent): Promise<Batch | undefined> {
  return parts.database.transaction((tx) => advanceBatchIn(tx, parts, id, event));
}

/** The same in an open transaction. Whoever locks a build and its batch locks the build first. */
export async function advanceBatchIn(tx: Db, parts: Parts, id: string, event: BatchEvent): Promise<Batch | undefined> {
  const before = await lockBatch(tx, id);
  if (!before) return undefined;
  const { batch: decided, effects } = nextBatch(before, event, parts.clock.now());
  const isOver = isBatchComplete(decided) && !isBatchComplete(before);
  const batch = isOver ? { ...decided, ...(await mergeBatchReports(tx, parts, decided)) } : decided;
  if (batch !== before) await saveBatch(tx, batch);
  await orderBatchStatus(tx, parts, batch, before);
  for (const effect of effects) await carryOut(tx, parts, batch, effect);
  if (isOver) await parts.queue.cancel(tx, deadlineId(batch));
  return batch;
}

/** A batch that begins, for the first time or again: its first build is asked for, and its time runs. */
export async function orderBeginning(tx: Db, parts: Parts, batch: Batch): Promise<void> {
  await order(tx, parts, `begin:${batch.uuid}`, { type: 'begin', batch: batch.id });
  const payload: BatchOrder = { type: 'deadline', batch: batch.id };
  await parts.queue.enqueue(tx, { kind: BATCH_KIND, id: deadlineId(batch), payload, runAt: batch.deadlineAt });
}

async function carryOut(tx: Db, parts: Parts, batch: Batch, effect: BatchEffect): Promise<void> {
  switch (effect.type) {
    case 'begin':
      return await orderBeginning(tx, parts, batch);
    case 'start-build': {
      const { identifier, uuid } = effect;
      return await order(tx, parts, `start:${uuid}`, { type: 'start-build', batch: batch.id, identifier, uuid });
    }
    case 'stop-build': {
      const { uuid } = effect;
      return await order(tx, parts, `stop:${uuid}`, { type: 'stop-build', build: `${batch.projectName}:${uuid}` });
    }
    case 'combine':
      return await order(tx, parts, `combine:${batch.uuid}`, { type: 'combine', batch: batch.id });
    case 'phase-completed':
      return await parts.emitEvent(tx, batchPhaseChangeEvent(batch, effect.phase, parts));
    case 'status-changed':
      return await parts.emitEvent(tx, batchStateChangeEvent(batch, parts));
  }
}

async function order(tx: Db, parts: Parts, id: string, payload: BatchOrder): Promise<void> {
  await parts.queue.enqueue(tx, { kind: BATCH_KIND, id: `${BATCH_KIND}:${id}`, payload });
}

const deadlineId = ({ uuid }: Batch) => `${BATCH_KIND}:deadline:${uuid}`;
