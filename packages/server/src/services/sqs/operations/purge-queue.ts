import type { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { deleteMessages } from '../store/messages.ts';

export const purgeQueue = operation<PurgeQueueCommand, Parts>('PurgeQueue', async ({ QueueUrl }, parts) => {
  await parts.database.transaction(async (tx) => deleteMessages(tx, (await existingQueue(tx, parts, QueueUrl)).name));
});
