import type { RunAgain, Worker } from '../../../work-queue/work-queue.ts';
import { advanceBatch, advanceBatchIn, BATCH_KIND, type BatchOrder } from '../advance-batch.ts';
import { advanceBuild } from '../advance-build.ts';
import type { Parts } from '../parts.ts';
import { DOWNLOAD_SOURCE } from '../rules/batch/batch.ts';
import { lockBatch } from '../store/batches.ts';
import { combineArtifacts } from './combine-artifacts.ts';
import { startMember } from './start-member.ts';

/** Does what batches order: their builds are started and stopped, their artifacts combined. */
export function batchWorker(parts: Parts): Worker<BatchOrder> {
  return { kind: BATCH_KIND, handle: (order, { signal }) => carryOut(parts, order, signal) };
}

async function carryOut(parts: Parts, order: BatchOrder, signal: AbortSignal): Promise<RunAgain | undefined> {
  switch (order.type) {
    case 'begin':
      await begin(parts, order.batch);
      return undefined;
    case 'start-build':
      return await startMember(parts, order);
    case 'stop-build':
      await advanceBuild(parts, order.build, { type: 'stop-requested' });
      return undefined;
    case 'combine':
      await combineArtifacts(parts, order.batch, signal);
      return undefined;
    case 'deadline':
      await advanceBatch(parts, order.batch, { type: 'time-passed' });
      return undefined;
  }
}

/** Names the builds that the batch may ask for: the rules have no way to make names. */
async function begin(parts: Parts, id: string): Promise<void> {
  await parts.database.transaction(async (tx) => {
    const batch = await lockBatch(tx, id);
    const identifiers = [DOWNLOAD_SOURCE, ...(batch?.groups ?? []).map(({ identifier }) => identifier)];
    const uuids = Object.fromEntries(identifiers.map((identifier) => [identifier, parts.ids.uuid()]));
    await advanceBatchIn(tx, parts, id, { type: 'begun', uuids });
  });
}
