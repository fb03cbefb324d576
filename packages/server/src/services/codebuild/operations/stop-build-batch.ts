import type { StopBuildBatchCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { advanceBatch } from '../advance-batch.ts';
import { readBatchId } from '../arns.ts';
import { batchNotFound, invalidBatchId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBatch } from '../rules/batch/describe-batch.ts';

/** The batch is over at once, its builds a little later. A batch that is over is answered as it is. */
export const stopBuildBatch = operation<StopBuildBatchCommand, Parts>('StopBuildBatch', async (input, parts) => {
  const id = readBatchId(input.id);
  if (!id) throw invalidBatchId();
  const batch = await advanceBatch(parts, id, { type: 'stop-requested' });
  if (!batch) throw batchNotFound(id);
  return { buildBatch: describeBatch(batch, parts) };
});
