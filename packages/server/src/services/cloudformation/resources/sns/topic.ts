import type { CreateTopicCommandInput, PutDataProtectionPolicyCommandInput } from '@aws-sdk/client-sns';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { given, isTrue, jsonText } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';
import { topicAttributes } from './topic-attributes.ts';
import { resubscribe, subscribeAll } from './topic-subscriptions.ts';

const FIFO = '.fifo';
/** What topics here do not have was never set, and needs no setting back. */
const REFUSED = ['InvalidParameterException', 'NotImplementedException'];

function nameOf(call: ResourceCall): string {
  const given = textOf(call.properties.TopicName);
  if (given) return given;
  return isTrue(call.properties.FifoTopic)
    ? `${call.newName({ longest: 256 - FIFO.length })}${FIFO}`
    : call.newName({ longest: 256 });
}

const arnOf = (call: ResourceCall) => `arn:aws:sns:${call.stack.region}:${call.stack.account}:${nameOf(call)}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: {
    ...{ ArchivePolicy: 'updates', ContentBasedDeduplication: 'updates', DataProtectionPolicy: 'updates' },
    ...{ DeliveryPolicy: 'updates', DeliveryStatusLogging: 'updates', DisplayName: 'updates' },
    ...{ FifoThroughputScope: 'updates', KmsMasterKeyId: 'updates', SignatureVersion: 'updates' },
    ...{ Subscription: 'updates', Tags: 'updates', TracingConfig: 'updates' },
    ...{ FifoTopic: 'replaces', TopicName: 'replaces' },
  },
  attributes: ['TopicArn', 'TopicName'],
  nameProperty: 'TopicName',
  identify: arnOf,
  async create(call) {
    // Making a topic that is there with the same attributes answers it.
    const { DataProtectionPolicy, FifoTopic } = call.properties;
    const value = given({
      ...{ Name: nameOf(call), DataProtectionPolicy, Tags: tagsOf(call).map((tag): JsonObject => ({ ...tag })) },
      Attributes: { ...topicAttributes(call.properties), ...(isTrue(FifoTopic) ? { FifoTopic: 'true' } : {}) },
    });
    const { TopicArn = '' } = await call.aws.sns.createTopic(
      call.fit<CreateTopicCommandInput>('sns', 'CreateTopic', value),
    );
    await subscribeAll(call, TopicArn);
    return DONE;
  },
  async read({ aws, physicalId }) {
    const found = await unlessGone('NotFoundException', () => aws.sns.getTopicAttributes({ TopicArn: physicalId }));
    return found && { TopicArn: physicalId, TopicName: physicalId.split(':').at(-1) ?? '' };
  },
  async update(call) {
    const { aws, physicalId: TopicArn, changed, previous, properties } = call;
    const before = topicAttributes(previous);
    const after = topicAttributes(properties);
    // An empty value sets an attribute back to what AWS has for it.
    for (const AttributeName of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (before[AttributeName] !== after[AttributeName]) {
        const AttributeValue = after[AttributeName] ?? '';
        const set = () => aws.sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
        await (AttributeValue === '' ? unlessGone(REFUSED, set) : set());
      }
    if (changed.has('DataProtectionPolicy')) {
      const value = { ResourceArn: TopicArn, DataProtectionPolicy: jsonText(properties.DataProtectionPolicy) };
      const input = call.fit<PutDataProtectionPolicyCommandInput>('sns', 'PutDataProtectionPolicy', value);
      const set = () => aws.sns.putDataProtectionPolicy(input);
      await (value.DataProtectionPolicy === '' ? unlessGone(REFUSED, set) : set());
    }
    if (changed.has('Subscription')) await resubscribe(call);
    if (changed.has('Tags')) {
      const tags = tagsOf(call);
      await aws.sns.untagResource({ ResourceArn: TopicArn, TagKeys: removedTags(previousTags(previous), tags) });
      await aws.sns.tagResource({ ResourceArn: TopicArn, Tags: tags });
    }
    return DONE;
  },
  async delete({ aws, physicalId: TopicArn }) {
    return await deleteOnce('NotFoundException', () => aws.sns.deleteTopic({ TopicArn }));
  },
};
