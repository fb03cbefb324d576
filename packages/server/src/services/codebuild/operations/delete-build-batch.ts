import type { DeleteBuildBatchCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { buildArn, readBatchId } from '../arns.ts';
import { invalidBatchId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { attemptsOf, isBatchComplete } from '../rules/batch/batch.ts';
import { deleteBatchRow, lockBatch } from '../store/batches.ts';
import { deleteFinishedBuild } from '../store/builds.ts';

/** Deletes a batch that is over with all its builds; while one of them still ends, the batch stays. Absent is deleted. */
export const deleteBuildBatch = operation<DeleteBuildBatchCommand, Parts>('DeleteBuildBatch', async (input, parts) => {
  const id = readBatchId(input.id);
  if (!id) throw invalidBatchId();
  return await parts.database.transaction(async (tx) => {
    const buildsDeleted: string[] = [];
    const buildsNotDeleted: { id: string; statusCode: string }[] = [];
    const batch = await lockBatch(tx, id);
    if (!batch) return { statusCode: 'BATCH_DELETED', buildsDeleted, buildsNotDeleted };
    if (!isBatchComplete(batch)) return { statusCode: 'BATCH_IN_PROGRESS', buildsDeleted, buildsNotDeleted };
    for (const { uuid } of attemptsOf(batch)) {
      const buildId = `${batch.projectName}:${uuid}`;
      const arn = buildArn(parts, buildId);
      const outcome = await deleteFinishedBuild(tx, buildId);
      if (outcome === 'deleted') buildsDeleted.push(arn);
      if (outcome === 'running') buildsNotDeleted.push({ id: arn, statusCode: 'BUILD_IN_PROGRESS' });
    }
    if (buildsNotDeleted.length > 0) return { statusCode: 'BATCH_IN_PROGRESS', buildsDeleted, buildsNotDeleted };
    await deleteBatchRow(tx, id);
    return { statusCode: 'BATCH_DELETED', buildsDeleted, buildsNotDeleted };
  });
});
