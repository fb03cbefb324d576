import type { CreateTopicCommandInput } from '@aws-sdk/client-sns';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

/** Properties that are attributes of the topic by the same name. */
const ATTRIBUTES = ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig', 'DeliveryPolicy'];

const nameOf = (call: ResourceCall) => textOf(call.properties.TopicName) ?? call.newName({ longest: 256 });
const arnOf = (call: ResourceCall) => `arn:aws:sns:${call.stack.region}:${call.stack.account}:${nameOf(call)}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: {
    ...{ DisplayName: 'updates', KmsMasterKeyId: 'updates', SignatureVersion: 'updates', TracingConfig: 'updates' },
    ...{
      DeliveryPolicy: 'updates',
      Subscription: 'updates',
      Tags: 'updates',
      FifoTopic: 'replaces',
      TopicName: 'replaces',
    },
  },
  attributes: ['TopicArn', 'TopicName'],
  nameProperty: 'TopicName',
  identify: arnOf,
  async create(call) {
    // Making a topic that is there with the same attributes answers it.
    const { FifoTopic } = call.properties;
    const Attributes = {
      ...attributesOf(call.properties),
      ...(FifoTopic === undefined ? {} : { FifoTopic: String(FifoTopic) }),
    };
    const value = { Name: nameOf(call), Attributes, Tags: tagsOf(call) as unknown as JsonObject[] };
    const { TopicArn = '' } = await call.aws.sns.createTopic(
      call.fit<CreateTopicCommandInput>('sns', 'CreateTopic', value),
    );
    await subscribe(call, TopicArn);
    return DONE;
  },
  async read({ aws, physicalId }) {
    const found = await unlessGone('NotFoundException', () => aws.sns.getTopicAttributes({ TopicArn: physicalId }));
    return found && { TopicArn: physicalId, TopicName: physicalId.split(':').at(-1) ?? '' };
  },
  async update(call) {
    const { aws, physicalId: TopicArn, changed, previous } = call;
    const attributes = attributesOf(call.properties);
    for (const AttributeName of ATTRIBUTES.filter((name) => changed.has(name)))
      await aws.sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue: attributes[AttributeName] ?? '' });
    if (changed.has('Subscription')) await resubscribe(call, previous);
    if (changed.has('Tags')) {
      const after = tagsOf(call);
      await aws.sns.untagResource({ ResourceArn: TopicArn, TagKeys: removedTags(previousTags(previous), after) });
      await aws.sns.tagResource({ ResourceArn: TopicArn, Tags: after });
    }
    return DONE;
  },
  async delete({ aws, physicalId: TopicArn }) {
    return await deleteOnce('NotFoundException', () => aws.sns.deleteTopic({ TopicArn }));
  },
};

function attributesOf(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = properties[name];
      if (value === undefined || value === null) return [];
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const];
    }),
  );
}

interface Subscription {
  readonly Protocol: string;
  readonly Endpoint: string;
}

const subscriptionsOf = ({ Subscription }: JsonObject): Subscription[] =>
  (Array.isArray(Subscription) ? Subscription : []) as unknown as Subscription[];

async function subscribe(call: ResourceCall, TopicArn: string): Promise<void> {
  for (const { Protocol, Endpoint } of subscriptionsOf(call.properties))
    await call.aws.sns.subscribe({ TopicArn, Protocol, Endpoint });
}

async function resubscribe(call: ResourceCall & { physicalId: string }, previous: JsonObject): Promise<void> {
  const { aws, physicalId: TopicArn } = call;
  const wanted = subscriptionsOf(call.properties);
  const isSame = (one: Subscription) => (other: { Protocol?: string | undefined; Endpoint?: string | undefined }) =>
    one.Protocol === other.Protocol && one.Endpoint === other.Endpoint;
  const { Subscriptions = [] } = await aws.sns.listSubscriptionsByTopic({ TopicArn });
  for (const gone of subscriptionsOf(previous).filter((was) => !wanted.some(isSame(was)))) {
    const arn = Subscriptions.find(isSame(gone))?.SubscriptionArn;
    if (arn?.startsWith('arn:')) await aws.sns.unsubscribe({ SubscriptionArn: arn });
  }
  await subscribe(call, TopicArn);
}
