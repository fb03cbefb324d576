import type { DeleteProjectCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn, readProjectName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { deleteProjectRow } from '../store/projects.ts';
import { deleteResourcePolicyRow } from '../store/resource-policies.ts';
import { removeWebhook } from '../webhooks/remove-webhook.ts';
import { invalidateCaches } from '../workers/cache/clear-cache.ts';

/** Deleting what is absent succeeds; the project's builds stay readable. What it cached on this machine goes with it. */
export const deleteProject = operation<DeleteProjectCommand, Parts>('DeleteProject', async (input, parts) => {
  const name = readProjectName(input.name);
  await parts.database.transaction(async (tx) => {
    await removeWebhook(tx, parts, name);
    await deleteResourcePolicyRow(tx, projectArn(parts, name));
    await deleteProjectRow(tx, name);
    await invalidateCaches(tx, parts, { name });
  });
  return {};
});
