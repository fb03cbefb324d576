import type { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { checkAttributes } from '../rules/queue.ts';
import { saveQueue } from '../store/queues.ts';

/** An empty text takes an attribute away. */
export const setQueueAttributes = operation<SetQueueAttributesCommand, Parts>(
  'SetQueueAttributes',
  async ({ QueueUrl, Attributes }, parts) => {
    checkAttributes(Object.fromEntries(Object.entries(Attributes).filter(([, value]) => value !== '')));
    await parts.database.transaction(async (tx) => {
      const queue = await existingQueue(tx, parts, QueueUrl);
      const attributes = Object.fromEntries(
        Object.entries({ ...queue.attributes, ...Attributes }).filter(([, value]) => value !== ''),
      );
      await saveQueue(tx, { ...queue, attributes, changedAt: parts.clock.now() });
    });
  },
);
