import type { DeleteWebhookCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { projectArn } from '../arns.ts';
import { projectNotFound, webhookNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findProject } from '../store/projects.ts';
import { removeWebhook } from '../webhooks/remove-webhook.ts';

/** What was made at the host is taken away there, too, as soon as the host can be reached. */
export const deleteWebhook = operation<DeleteWebhookCommand, Parts>('DeleteWebhook', async ({ projectName }, parts) => {
  await parts.database.transaction(async (tx) => {
    if (!(await findProject(tx, projectName))) throw projectNotFound(projectArn(parts, projectName));
    if (!(await removeWebhook(tx, parts, projectName))) throw webhookNotFound(projectName);
  });
  return {};
});
