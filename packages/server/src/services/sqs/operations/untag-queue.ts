import type { UntagQueueCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { saveQueue } from '../store/queues.ts';

export const untagQueue = operation<UntagQueueCommand, Parts>('UntagQueue', async ({ QueueUrl, TagKeys }, parts) => {
  await parts.database.transaction(async (tx) => {
    const queue = await existingQueue(tx, parts, QueueUrl);
    const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key)));
    await saveQueue(tx, { ...queue, tags });
  });
});
