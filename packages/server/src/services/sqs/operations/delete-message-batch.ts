import type { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { doBatch } from '../batch.ts';
import { deleteReceived } from '../change-flight.ts';
import type { Parts } from '../parts.ts';

export const deleteMessageBatch = operation<DeleteMessageBatchCommand, Parts>(
  'DeleteMessageBatch',
  async ({ QueueUrl, Entries }, parts) =>
    await doBatch(Entries, async ({ ReceiptHandle }) => await deleteReceived(parts, { QueueUrl, ReceiptHandle })),
);
