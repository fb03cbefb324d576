import { SQS } from '@aws-sdk/client-sqs';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const GONE = 'QueueDoesNotExist';

const DEAD = 'arn:aws:sqs:us-east-1:123456789012:dead';
const policy = (Action: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*' }],
});

async function lookAtQueue(yard: Yard, QueueUrl: string) {
  const sqs = yard.client(SQS);
  const found = await unlessGone(GONE, () => sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }));
  const { Policy, RedrivePolicy, ...attributes } = found?.Attributes ?? {};
  const { Tags = {} } = found ? await sqs.listQueueTags({ QueueUrl }) : {};
  return found && { ...attributes, tags: Tags, redrive: JSON.parse(RedrivePolicy ?? 'null') };
}

export const SQS_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::SQS::Queue',
    properties: {
      ...{ DelaySeconds: '5', VisibilityTimeout: 60, Tags: [{ Key: 'team', Value: 'a' }] },
      RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: '3' },
    },
    change: {
      ...{ DelaySeconds: null, VisibilityTimeout: 90, MessageRetentionPeriod: '600', RedrivePolicy: null },
      ...{ KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: false, Tags: [{ Key: 'group', Value: 'b' }] },
    },
    replacement: { QueueName: 'another' },
    broken: { properties: { DelaySeconds: 1000 }, reason: /DelaySeconds/ },
    expected: {
      ...{ DelaySeconds: '5', VisibilityTimeout: '60', MessageRetentionPeriod: '345600', tags: { team: 'a' } },
      redrive: { deadLetterTargetArn: DEAD, maxReceiveCount: '3' },
    },
    expectedChange: {
      ...{ DelaySeconds: '0', VisibilityTimeout: '90', MessageRetentionPeriod: '600', tags: { group: 'b' } },
      ...{ KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'false', redrive: null },
    },
    look: lookAtQueue,
  },
  {
    type: 'AWS::SQS::Queue',
    properties: { FifoQueue: 'true', ContentBasedDeduplication: true },
    change: { ContentBasedDeduplication: null, DeduplicationScope: 'messageGroup' },
    broken: { properties: { QueueName: 'not-first-in-first-out' }, reason: /must end with .fifo/ },
    expected: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    expectedChange: { FifoQueue: 'true', ContentBasedDeduplication: 'false', DeduplicationScope: 'messageGroup' },
    look: lookAtQueue,
  },
  {
    type: 'AWS::SQS::Queue',
    async prepare(yard) {
      // Somebody else's has the name that the broken one asks for.
      await yard.client(SQS).createQueue({ QueueName: 'cases-taken' });
      return {};
    },
    properties: { FifoQueue: false },
    broken: { properties: { QueueName: 'cases-taken' }, reason: /cases-taken already exists/ },
    expected: { VisibilityTimeout: '30' },
    look: lookAtQueue,
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    async prepare(yard) {
      const { QueueUrl = '' } = await yard.client(SQS).createQueue({ QueueName: 'cases-with-policy' });
      return { Queues: [QueueUrl] };
    },
    properties: { PolicyDocument: policy('sqs:SendMessage') },
    change: { PolicyDocument: JSON.stringify(policy('sqs:*')) },
    expected: policy('sqs:SendMessage'),
    expectedChange: policy('sqs:*'),
    async look(yard) {
      const sqs = yard.client(SQS);
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'cases-with-policy' });
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] });
      return Attributes?.Policy && JSON.parse(Attributes.Policy);
    },
  },
];
