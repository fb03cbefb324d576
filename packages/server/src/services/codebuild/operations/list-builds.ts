import type { ListBuildsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { type BuildKey, listBuildKeys } from '../store/builds.ts';

export const listBuilds = operation<ListBuildsCommand, Parts>('ListBuilds', async (input, { database }) => {
  const descending = input.sortOrder !== 'ASCENDING';
  const page = await listPage<BuildKey>(`ListBuilds ${descending}`, input.nextToken, (after, limit) =>
    listBuildKeys(database, { descending, after, limit }),
  );
  return { ids: page.rows.map(({ id }) => id), nextToken: page.nextToken };
});
