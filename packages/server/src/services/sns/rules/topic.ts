/** Whether a topic may be called so. */
export const isTopicName = (name: string): boolean => /^[\w-]{1,256}$/.test(name);

/** Names of first-in-first-out topics end like this. */
export const isFifoName = (name: string): boolean => name.endsWith('.fifo');

const SETTABLE =
  /^(?:DeliveryPolicy|DisplayName|Policy|KmsMasterKeyId|TracingConfig|SignatureVersion|DataProtectionPolicy|(?:HTTP|Firehose|Lambda|Application|SQS)(?:SuccessFeedbackRoleArn|FailureFeedbackRoleArn|SuccessFeedbackSampleRate))$/;

const LONGEST_DISPLAY_NAME = 100;

/** What is wrong with setting an attribute of a topic, in AWS's words without their beginning. */
export function findTopicAttributeProblem(name: string, value: string): string | undefined {
  if (!SETTABLE.test(name)) return 'AttributeName';
  if (name === 'DisplayName' && value.length > LONGEST_DISPLAY_NAME) return 'DisplayName';
  if (name === 'Policy' && !isJsonObject(value)) return 'Policy Error: null';
  return undefined;
}

/** The policy of a topic that was given none: its account may do what there is to do. */
export function defaultTopicPolicy(topicArn: string, account: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: actions.map((action) => `SNS:${action}`),
    Resource: topicArn,
    Condition: { StringEquals: { 'AWS:SourceOwner': account } },
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
