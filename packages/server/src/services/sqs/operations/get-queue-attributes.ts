import type { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { invalidAttributeName } from '../errors.ts';
import { existingQueue, queueArn } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { allAttributes } from '../rules/queue.ts';
import { countMessages } from '../store/messages.ts';

/** Attributes that a queue may have none of. */
const OPTIONAL = new Set([
  ...['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'FifoQueue'],
  ...['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'],
]);

export const getQueueAttributes = operation<GetQueueAttributesCommand, Parts>(
  'GetQueueAttributes',
  async ({ QueueUrl, AttributeNames = [] }, parts) => {
    const queue = await existingQueue(parts.database, parts, QueueUrl);
    const { visible, inFlight, delayed } = await countMessages(parts.database, queue.name, parts.clock.now());
    const all: Record<string, string> = {
      ...allAttributes(queue),
      QueueArn: queueArn(parts, queue.name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    };
    const names = AttributeNames as string[];
    if (names.length === 0) return {};
    const unknown = names.find((name) => name !== 'All' && all[name] === undefined && !OPTIONAL.has(name));
    if (unknown) throw invalidAttributeName(unknown);
    const shown = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
    return { Attributes: Object.fromEntries(shown) };
  },
);
