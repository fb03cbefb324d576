import type { BatchGetBuildBatchesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readBatchId } from '../arns.ts';
import { invalidBatchId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBatch } from '../rules/batch/describe-batch.ts';
import { findBatches } from '../store/batches.ts';

export const batchGetBuildBatches = operation<BatchGetBuildBatchesCommand, Parts>(
  'BatchGetBuildBatches',
  async (input, parts) => {
    const wanted = input.ids.map((given) => {
      const id = readBatchId(given);
      if (!id) throw invalidBatchId();
      return { given, id };
    });
    const found = await findBatches(
      parts.database,
      wanted.map(({ id }) => id),
    );
    const byId = new Map(found.map((batch) => [batch.id, batch]));
    return {
      buildBatches: wanted.flatMap(({ id }) => byId.get(id) ?? []).map((batch) => describeBatch(batch, parts)),
      buildBatchesNotFound: wanted.filter(({ id }) => !byId.has(id)).map(({ given }) => given),
    };
  },
);
