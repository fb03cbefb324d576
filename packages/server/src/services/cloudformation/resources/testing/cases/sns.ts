import { SNS } from '@aws-sdk/client-sns';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const queue = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const policy = (Resource: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource }],
});
const RETRIES: JsonObject = { http: { defaultHealthyRetryPolicy: { numRetries: 5 } } };
const ROLE = 'arn:aws:iam::123456789012:role/logs';

/** Makes topics, whose ARNs are the property of that name. */
const withTopics = (property: 'TopicArn' | 'Topics', names: string[]) => async (yard: Yard) => {
  const arns: string[] = [];
  for (const Name of names) arns.push((await yard.client(SNS).createTopic({ Name })).TopicArn ?? '');
  return { [property]: property === 'Topics' ? arns : (arns[0] ?? '') };
};

export const SNS_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::SNS::Topic',
    properties: {
      ...{ DisplayName: 'one', SignatureVersion: 2, DeliveryPolicy: RETRIES, Tags: [{ Key: 'team', Value: 'a' }] },
      DeliveryStatusLogging: [{ Protocol: 'http/s', SuccessFeedbackRoleArn: ROLE, SuccessFeedbackSampleRate: 50 }],
      Subscription: [
        { Protocol: 'sqs', Endpoint: queue('a') },
        { Protocol: 'sqs', Endpoint: queue('b') },
      ],
    },
    change: {
      ...{ DisplayName: 'two', SignatureVersion: null, DeliveryPolicy: null, DeliveryStatusLogging: [] },
      ...{ KmsMasterKeyId: 'alias/aws/sns', Tags: [{ Key: 'group', Value: 'b' }] },
      Subscription: [
        { Protocol: 'sqs', Endpoint: queue('b') },
        { Protocol: 'sqs', Endpoint: queue('c') },
      ],
    },
    replacement: { TopicName: 'another' },
    broken: { properties: { TopicName: 'not a name' }, reason: /Topic Name/ },
    expected: {
      ...{ name: 'one', signature: '2', retries: RETRIES, logs: [ROLE, '50'], key: '' },
      ...{ endpoints: [queue('a'), queue('b')], tags: [{ Key: 'team', Value: 'a' }] },
    },
    expectedChange: {
      ...{ name: 'two', signature: '', retries: null, logs: ['', ''], key: 'alias/aws/sns' },
      ...{ endpoints: [queue('b'), queue('c')], tags: [{ Key: 'group', Value: 'b' }] },
    },
    async look(yard, TopicArn) {
      const sns = yard.client(SNS);
      const { Attributes } = (await unlessGone('NotFoundException', () => sns.getTopicAttributes({ TopicArn }))) ?? {};
      if (!Attributes) return undefined;
      const { Subscriptions = [] } = await sns.listSubscriptionsByTopic({ TopicArn });
      const { HTTPSuccessFeedbackRoleArn = '', HTTPSuccessFeedbackSampleRate = '' } = Attributes;
      return {
        ...{ name: Attributes.DisplayName, signature: Attributes.SignatureVersion ?? '' },
        ...{ retries: JSON.parse(Attributes.DeliveryPolicy ?? 'null'), key: Attributes.KmsMasterKeyId ?? '' },
        logs: [HTTPSuccessFeedbackRoleArn, HTTPSuccessFeedbackSampleRate],
        endpoints: Subscriptions.map(({ Endpoint }) => Endpoint).sort(),
        tags: (await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags,
      };
    },
  },
  {
    type: 'AWS::SNS::Topic',
    properties: { FifoTopic: 'false' },
    broken: { properties: { FifoTopic: true }, reason: /FIFO topic is not implemented/ },
    expected: {},
    look: async (yard, TopicArn) =>
      await unlessGone('NotFoundException', () => yard.client(SNS).getTopicAttributes({ TopicArn })),
  },
  {
    type: 'AWS::SNS::TopicPolicy',
    prepare: withTopics('Topics', ['cases-first', 'cases-second']),
    properties: { PolicyDocument: policy('one') },
    change: { PolicyDocument: JSON.stringify(policy('two')) },
    broken: { properties: { PolicyDocument: 'not a policy' }, reason: /Policy/ },
    expected: [policy('one'), policy('one')],
    expectedChange: [policy('two'), policy('two')],
    async look(yard) {
      const arnOf = (name: string) => `arn:aws:sns:${yard.region}:${yard.account}:${name}`;
      const policies = ['cases-first', 'cases-second'].map(async (name) => {
        const { Attributes } = await yard.client(SNS).getTopicAttributes({ TopicArn: arnOf(name) });
        return JSON.parse(Attributes?.Policy ?? '') as { Id?: string };
      });
      const found = await Promise.all(policies);
      return found.some(({ Id }) => Id === undefined) ? found : undefined;
    },
  },
  {
    type: 'AWS::SNS::Subscription',
    prepare: withTopics('TopicArn', ['cases-subscribed']),
    properties: { Protocol: 'sqs', Endpoint: queue('a'), FilterPolicy: { kind: ['a'] }, RawMessageDelivery: 'true' },
    change: {
      ...{ FilterPolicy: { body: { kind: ['b'] } }, FilterPolicyScope: 'MessageBody', RawMessageDelivery: null },
    },
    replacement: { Endpoint: queue('b') },
    broken: {
      properties: { RedrivePolicy: { deadLetterTargetArn: queue('c') } },
      reason: /subscription attribute RedrivePolicy is not implemented/,
    },
    expected: { endpoint: queue('a'), filter: { kind: ['a'] }, scope: 'MessageAttributes', raw: 'true' },
    expectedChange: { filter: { body: { kind: ['b'] } }, scope: 'MessageBody', raw: 'false' },
    async look(yard, SubscriptionArn) {
      const sns = yard.client(SNS);
      const found = await unlessGone('NotFoundException', () => sns.getSubscriptionAttributes({ SubscriptionArn }));
      const { Endpoint, FilterPolicy = 'null', FilterPolicyScope, RawMessageDelivery } = found?.Attributes ?? {};
      return (
        found && {
          ...{ endpoint: Endpoint, filter: JSON.parse(FilterPolicy), scope: FilterPolicyScope },
          raw: RawMessageDelivery,
        }
      );
    },
  },
];
