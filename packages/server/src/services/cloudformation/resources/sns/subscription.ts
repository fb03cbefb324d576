import type { SubscribeCommandInput } from '@aws-sdk/client-sns';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { given, jsonText } from '../property-values.ts';
import {
  DONE,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';

const GONE = 'NotFoundException';

/** Attributes that are properties by the same name, and their values when left out. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  ...{ DeliveryPolicy: '', RawMessageDelivery: 'false', RedrivePolicy: '', ReplayPolicy: '', SubscriptionRoleArn: '' },
  ...{ FilterPolicy: '{}', FilterPolicyScope: 'MessageAttributes' },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: {
    ...Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, 'updates' as const])),
    ...{ Endpoint: 'replaces', Protocol: 'replaces', Region: 'replaces', TopicArn: 'replaces' },
  },
  required: ['Protocol', 'TopicArn'],
  attributes: ['Arn'],
  async create(call) {
    const { Endpoint, Protocol, TopicArn } = call.properties;
    checkRegion(call);
    const Attributes = attributesOf(call.properties);
    const value = given({ Endpoint, Protocol, TopicArn, Attributes, ReturnSubscriptionArn: true });
    // Subscribing the same endpoint again answers the subscription that it has.
    const input = call.fit<SubscribeCommandInput>('sns', 'Subscribe', value);
    const { SubscriptionArn: physicalId = '' } = await call.aws.sns.subscribe(input);
    return { state: 'done', physicalId };
  },
  async read({ aws, physicalId }) {
    const SubscriptionArn = physicalId;
    const found = await unlessGone(GONE, () => aws.sns.getSubscriptionAttributes({ SubscriptionArn }));
    return found && { Arn: physicalId };
  },
  async update(call) {
    const { aws, physicalId: SubscriptionArn } = call;
    const after = { ...ATTRIBUTES, ...attributesOf(call.properties) };
    for (const AttributeName of namesInOrder(call, after.FilterPolicyScope)) {
      const AttributeValue = after[AttributeName] ?? '';
      const set = () => aws.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
      // What is refused by name was never set, and needs no setting back.
      const isDefault = AttributeValue === ATTRIBUTES[AttributeName];
      await (isDefault ? unlessGone('NotImplementedException', set) : set());
    }
    return DONE;
  },
  delete: async ({ aws, physicalId }) =>
    await deleteOnce(GONE, () => aws.sns.unsubscribe({ SubscriptionArn: physicalId })),
};

/** Every filter can be one of bodies, so that scope comes before a new filter, and the other one after it. */
function namesInOrder({ changed }: UpdateCall, scope: string | undefined): string[] {
  const names = ['FilterPolicyScope', 'FilterPolicy'];
  const others = Object.keys(ATTRIBUTES).filter((name) => !names.includes(name));
  return [...others, ...(scope === 'MessageBody' ? names : names.reverse())].filter((name) => changed.has(name));
}

const attributesOf = (properties: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given(properties)).flatMap(([name, value]) =>
      Object.hasOwn(ATTRIBUTES, name) ? [[name, jsonText(value)] as const] : [],
    ),
  );

function checkRegion({ properties, stack }: ResourceCall): void {
  const region = textOf(properties.Region);
  if (region && region !== stack.region)
    throw new ResourceFailure(`Topics of region ${region} cannot be subscribed to: this Codeyard is ${stack.region}.`);
}
