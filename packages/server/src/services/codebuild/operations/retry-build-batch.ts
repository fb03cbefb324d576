import type { RetryBuildBatchCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { advanceBatchIn } from '../advance-batch.ts';
import { readBatchId } from '../arns.ts';
import { findEarlierStart } from '../earlier-start.ts';
import { batchNotFailed, batchNotFound, invalidBatchId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBatch } from '../rules/batch/describe-batch.ts';
import { canRetry } from '../rules/batch/next-batch.ts';
import { lockBatch } from '../store/batches.ts';

/** The same batch goes on under its id; what it is to run again is all of it unless the request says otherwise. */
export const retryBuildBatch = operation<RetryBuildBatchCommand, Parts>('RetryBuildBatch', async (input, parts) => {
  const { idempotencyToken: token, retryType = 'RETRY_ALL_BUILDS' } = input;
  const id = readBatchId(input.id ?? '');
  if (!id) throw invalidBatchId();
  const batch = await parts.database.transaction(async (tx) => {
    const before = await lockBatch(tx, id);
    if (!before) throw batchNotFound(id);
    const earlier = await findEarlierStart(tx, parts, { token, of: ['RetryBuildBatch', id, retryType], id });
    if (earlier !== undefined) return before;
    if (!canRetry(before)) throw batchNotFailed(id, before.status);
    return await advanceBatchIn(tx, parts, id, { type: 'retry-requested', retryType });
  });
  if (!batch) throw batchNotFound(id);
  return { buildBatch: describeBatch(batch, parts) };
});
