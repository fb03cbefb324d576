import type { ListDeadLetterSourceQueuesCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue, queueArn, queueUrl } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { readRedrive } from '../rules/queue.ts';
import { listQueueRows } from '../store/queues.ts';

export const listDeadLetterSourceQueues = operation<ListDeadLetterSourceQueuesCommand, Parts>(
  'ListDeadLetterSourceQueues',
  async ({ QueueUrl }, parts) => {
    const arn = queueArn(parts, (await existingQueue(parts.database, parts, QueueUrl)).name);
    const all = await listQueueRows(parts.database);
    const sources = all.filter(({ attributes }) => readRedrive(attributes.RedrivePolicy)?.target === arn);
    return { queueUrls: sources.map(({ name }) => queueUrl(parts, name)) };
  },
);
