import type { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { pageOfList } from '../../../platform/pagination.ts';
import { invalidValue } from '../errors.ts';
import { queueUrl } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { listQueueRows } from '../store/queues.ts';

const PAGE = 1000;

export const listQueues = operation<ListQueuesCommand, Parts>('ListQueues', async (input, parts) => {
  const { QueueNamePrefix = '', NextToken: token, MaxResults: limit = PAGE } = input;
  const found = (await listQueueRows(parts.database)).filter(({ name }) => name.startsWith(QueueNamePrefix));
  const page = pageOfList(
    found,
    { token, limit },
    { listing: `ListQueues ${QueueNamePrefix}`, keyOf: ({ name }) => name },
  );
  if (!page) throw invalidValue('Invalid or expired next token.');
  return {
    QueueUrls: page.rows.map(({ name }) => queueUrl(parts, name)),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});
