import type { Db } from '../../database/database.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { WorkQueue } from '../../work-queue/work-queue.ts';
import type { S3Parts } from './s3-parts.ts';

/** Commits the rows that name bytes already in the store; bytes that end up without a row are removed. */
export async function commitBytes<Result>(
  { database, objects, logger }: S3Parts,
  bytesId: string,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await database.transaction(work);
  } catch (error) {
    // Only a refusal is sure not to have been committed; otherwise the next start finds out whether a row names them.
    if (error instanceof Refusal) await objects.delete(bytesId);
    throw error;
  }
  // They are readable already; if this fails, the next start does it.
  await objects.settle(bytesId).catch((error: unknown) => logger.warn({ error }, 'settling an object failed'));
  return result;
}

/** Kind of the work that removes bytes whose rows are gone. */
export const DELETE_BYTES = 's3-delete-bytes';

export interface DeleteBytes {
  readonly ids: readonly string[];
}

/** Has bytes removed once the transaction that took their rows has committed. */
export async function deleteBytesLater(tx: Db, queue: WorkQueue, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const payload: DeleteBytes = { ids };
  await queue.enqueue(tx, { kind: DELETE_BYTES, payload });
}
