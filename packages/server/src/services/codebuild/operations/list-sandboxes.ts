import type { ListSandboxesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { apiSandboxId } from '../rules/sandbox/describe-sandbox.ts';
import { type BuildKey, listBuildKeys } from '../store/builds.ts';

/** The newest first unless asked otherwise, as builds are. */
export const listSandboxes = operation<ListSandboxesCommand, Parts>('ListSandboxes', async (input, { database }) => {
  const descending = input.sortOrder !== 'ASCENDING';
  const page = await listPage<BuildKey>(
    `ListSandboxes ${descending}`,
    input.nextToken,
    (after, limit) => listBuildKeys(database, { sandboxes: true, descending, after, limit }),
    input.maxResults,
  );
  return { ids: page.rows.map(({ id }) => apiSandboxId(id)), nextToken: page.nextToken };
});
