import type { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { invalidValue, queueExists } from '../errors.ts';
import { queueUrl } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { checkAttributes } from '../rules/queue.ts';
import { findQueue, saveQueue } from '../store/queues.ts';

const NAME = /^[A-Za-z0-9_-]{1,80}$|^[A-Za-z0-9_-]{1,75}\.fifo$/;

/** Making the same queue again changes nothing; one of the same name with other attributes is refused. */
export const createQueue = operation<CreateQueueCommand, Parts>('CreateQueue', async (input, parts) => {
  const { QueueName: name, Attributes: attributes = {}, tags = {} } = input;
  if (!NAME.test(name)) {
    throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  checkAttributes(attributes);
  if (name.endsWith('.fifo') !== (attributes.FifoQueue === 'true')) {
    throw invalidValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  const now = parts.clock.now();
  await parts.database.transaction(async (tx) => {
    const known = await findQueue(tx, name);
    const differs =
      known && Object.entries(attributes).find(([key, value]) => (known.attributes[key] ?? value) !== value);
    if (differs) throw queueExists(differs[0]);
    if (!known) await saveQueue(tx, { name, attributes, tags, createdAt: now, changedAt: now });
  });
  return { QueueUrl: queueUrl(parts, name) };
});
