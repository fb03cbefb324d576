import type { GetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { existingSubscription } from '../existing-subscription.ts';
import type { Parts } from '../parts.ts';
import { subscriptionArn, topicArn } from '../rules/arns.ts';
import { effectiveRetryPolicy } from '../rules/delivery-policy.ts';
import { isRaw, scopeOf } from '../rules/subscription.ts';
import { findTopic } from '../store/topics.ts';

export const getSubscriptionAttributes = operation<GetSubscriptionAttributesCommand, Parts>(
  'GetSubscriptionAttributes',
  async (input, parts) => {
    const subscription = await existingSubscription(parts, input.SubscriptionArn);
    const { attributes, topic } = subscription;
    const ofTopic = (await findTopic(parts.database, topic))?.attributes.DeliveryPolicy;
    const healthyRetryPolicy = effectiveRetryPolicy(attributes.DeliveryPolicy || undefined, ofTopic || undefined);
    const Attributes = {
      ...attributes,
      SubscriptionArn: subscriptionArn(parts, topic, subscription.id),
      TopicArn: topicArn(parts, topic),
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      Owner: parts.account,
      SubscriptionPrincipal: `arn:aws:iam::${parts.account}:root`,
      PendingConfirmation: String(!subscription.confirmed),
      ConfirmationWasAuthenticated: 'false',
      RawMessageDelivery: String(isRaw(attributes)),
      ...(attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: scopeOf(attributes) }),
      EffectiveDeliveryPolicy: JSON.stringify({ healthyRetryPolicy, guaranteed: false }),
    };
    return { Attributes };
  },
);
