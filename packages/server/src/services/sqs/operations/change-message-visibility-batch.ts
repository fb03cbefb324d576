import type { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { doBatch } from '../batch.ts';
import { changeVisibility } from '../change-flight.ts';
import type { Parts } from '../parts.ts';

export const changeMessageVisibilityBatch = operation<ChangeMessageVisibilityBatchCommand, Parts>(
  'ChangeMessageVisibilityBatch',
  async ({ QueueUrl, Entries }, parts) =>
    await doBatch(Entries, async ({ ReceiptHandle, VisibilityTimeout = 0 }) =>
      changeVisibility(parts, { QueueUrl, ReceiptHandle, VisibilityTimeout }),
    ),
);
