import type { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { queueNotFound } from '../errors.ts';
import { queueUrl } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { findQueue } from '../store/queues.ts';

export const getQueueUrl = operation<GetQueueUrlCommand, Parts>(
  'GetQueueUrl',
  async ({ QueueName, QueueOwnerAWSAccountId }, parts) => {
    const isOurs = !QueueOwnerAWSAccountId || QueueOwnerAWSAccountId === parts.account;
    if (!isOurs || !(await findQueue(parts.database, QueueName))) throw queueNotFound();
    return { QueueUrl: queueUrl(parts, QueueName) };
  },
);
