import type { ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listProjectKeys } from '../store/projects.ts';
import type { NamedKey } from '../store/sorted-page.ts';

export const listProjects = operation<ListProjectsCommand, Parts>('ListProjects', async (input, { database }) => {
  const by = input.sortBy ?? 'NAME';
  const descending = input.sortOrder === 'DESCENDING';
  const listing = `ListProjects ${by} ${descending}`;
  const page = await listPage<NamedKey>(listing, input.nextToken, (after, limit) =>
    listProjectKeys(database, { by, descending, after, limit }),
  );
  return { projects: page.rows.map(({ name }) => name), nextToken: page.nextToken };
});
