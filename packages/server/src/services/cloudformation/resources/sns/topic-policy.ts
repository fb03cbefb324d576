import type { SetTopicAttributesCommandInput } from '@aws-sdk/client-sns';
import { unlessGone } from '../calls.ts';
import { jsonText, textsOf } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType } from '../resource-type.ts';

const GONE = 'NotFoundException';
/** What the policy of a topic that was given none is called. */
const DEFAULT_ID = '__default_policy_ID';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  properties: { PolicyDocument: 'updates', Topics: 'updates' },
  required: ['PolicyDocument', 'Topics'],
  attributes: ['Id'],
  async create(call) {
    await write(call);
    return { state: 'done', physicalId: call.newName() };
  },
  async read({ aws, physicalId, properties }) {
    for (const TopicArn of textsOf(properties.Topics)) {
      const found = await unlessGone(GONE, () => aws.sns.getTopicAttributes({ TopicArn }));
      if (found && !found.Attributes?.Policy?.includes(DEFAULT_ID)) return { Id: physicalId };
    }
    return undefined;
  },
  async update(call) {
    const wanted = textsOf(call.properties.Topics);
    await write(call);
    for (const arn of textsOf(call.previous.Topics)) if (!wanted.includes(arn)) await reset(call, arn);
    return DONE;
  },
  async delete(call) {
    for (const arn of textsOf(call.properties.Topics)) await reset(call, arn);
    return DONE;
  },
};

async function write({ aws, fit, properties }: ResourceCall): Promise<void> {
  const AttributeValue = jsonText(properties.PolicyDocument);
  for (const TopicArn of textsOf(properties.Topics)) {
    const value = { TopicArn, AttributeName: 'Policy', AttributeValue };
    await aws.sns.setTopicAttributes(fit<SetTopicAttributesCommandInput>('sns', 'SetTopicAttributes', value));
  }
}

/** A topic always has a policy: that of a new one lets its account do what there is to do. */
async function reset({ aws, stack }: ResourceCall, TopicArn: string): Promise<void> {
  const statement = {
    ...{ Sid: '__default_statement_ID', Effect: 'Allow', Principal: { AWS: '*' }, Resource: TopicArn },
    Action: ACTIONS.map((action) => `SNS:${action}`),
    Condition: { StringEquals: { 'AWS:SourceOwner': stack.account } },
  };
  const AttributeValue = JSON.stringify({ Version: '2008-10-17', Id: DEFAULT_ID, Statement: [statement] });
  await unlessGone(GONE, () => aws.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue }));
}

const ACTIONS = [
  ...['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe'],
  ...['ListSubscriptionsByTopic', 'Publish'],
];
