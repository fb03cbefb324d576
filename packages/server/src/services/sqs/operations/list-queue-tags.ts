import type { ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';

export const listQueueTags = operation<ListQueueTagsCommand, Parts>('ListQueueTags', async ({ QueueUrl }, parts) => {
  const { tags } = await existingQueue(parts.database, parts, QueueUrl);
  return Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {};
});
