import type { DeleteWebhookCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { deleteWebhookRow } from '../store/webhooks.ts';

/** Its URL leads nowhere from now on, also when a webhook of the name is made again; deleting what is not there succeeds. */
export const deleteWebhook = operation<DeleteWebhookCommand, Parts>('DeleteWebhook', async ({ name }, { database }) => {
  await database.transaction((tx) => deleteWebhookRow(tx, name));
  return {};
});
