import type { ListBuildBatchesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { type BatchKey, listBatchKeys } from '../store/batches.ts';

export const listBuildBatches = operation<ListBuildBatchesCommand, Parts>(
  'ListBuildBatches',
  async (input, { database }) => {
    const status = input.filter?.status;
    const descending = input.sortOrder !== 'ASCENDING';
    const page = await listPage<BatchKey>(
      `ListBuildBatches ${descending} ${status ?? ''}`,
      input.nextToken,
      (after, limit) => listBatchKeys(database, { status, descending, after, limit }),
      input.maxResults,
    );
    return { ids: page.rows.map(({ id }) => id), nextToken: page.nextToken };
  },
);
