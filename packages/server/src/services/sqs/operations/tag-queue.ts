import type { TagQueueCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { saveQueue } from '../store/queues.ts';

export const tagQueue = operation<TagQueueCommand, Parts>('TagQueue', async ({ QueueUrl, Tags }, parts) => {
  await parts.database.transaction(async (tx) => {
    const queue = await existingQueue(tx, parts, QueueUrl);
    await saveQueue(tx, { ...queue, tags: { ...queue.tags, ...Tags } });
  });
});
