import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { given, isTrue, jsonText } from '../property-values.ts';

/** Properties that are attributes of the queue by the same name, and their values when left out. */
export const QUEUE_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...{ DelaySeconds: '0', MaximumMessageSize: '1048576', MessageRetentionPeriod: '345600', VisibilityTimeout: '30' },
  ...{ ReceiveMessageWaitTimeSeconds: '0', RedrivePolicy: '', RedriveAllowPolicy: '', KmsMasterKeyId: '' },
  ...{ KmsDataKeyReusePeriodSeconds: '300', SqsManagedSseEnabled: 'true' },
  ...{ ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' },
};

/** The attributes that a queue's properties ask for. A standard queue does not say that it is one. */
export function queueAttributes(properties: JsonObject): Record<string, string> {
  const present = Object.entries(given(properties)).filter(([name]) => Object.hasOwn(QUEUE_ATTRIBUTES, name));
  return {
    ...Object.fromEntries(present.map(([name, value]) => [name, jsonText(value)])),
    ...(isTrue(properties.FifoQueue) ? { FifoQueue: 'true' } : {}),
  };
}
