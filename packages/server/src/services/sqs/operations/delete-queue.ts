import type { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { deleteMessages } from '../store/messages.ts';
import { deleteQueueRow } from '../store/queues.ts';

export const deleteQueue = operation<DeleteQueueCommand, Parts>('DeleteQueue', async ({ QueueUrl }, parts) => {
  await parts.database.transaction(async (tx) => {
    const { name } = await existingQueue(tx, parts, QueueUrl);
    await deleteQueueRow(tx, name);
    await deleteMessages(tx, name);
  });
});
