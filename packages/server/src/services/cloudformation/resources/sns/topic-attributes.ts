import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { jsonText, listOf } from '../property-values.ts';

/** Properties that are attributes of the topic by the same name. */
const SAME = [
  ...['ArchivePolicy', 'ContentBasedDeduplication', 'DeliveryPolicy', 'DisplayName', 'FifoThroughputScope'],
  ...['KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'],
];

/** How attributes of delivery logs begin, by the protocol of a template. */
const LOGGED: Readonly<Record<string, string>> = {
  'http/s': 'HTTP',
  sqs: 'SQS',
  lambda: 'Lambda',
  firehose: 'Firehose',
  application: 'Application',
};
const LOG_MEMBERS = ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn'];

/** The attributes that a topic's properties ask for. */
export function topicAttributes(properties: JsonObject): Record<string, string> {
  const same = SAME.map((name) => [name, properties[name]] as const);
  const logs = listOf(properties.DeliveryStatusLogging).flatMap((item) => {
    const log = asObject(item);
    const protocol = String(log.Protocol);
    return LOG_MEMBERS.map((name) => [`${LOGGED[protocol] ?? protocol}${name}`, log[name]] as const);
  });
  const set = [...same, ...logs].filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(set.map(([name, value]) => [name, jsonText(value)]));
}
