import type { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { existingTopic } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { topicArn } from '../rules/arns.ts';
import { effectiveRetryPolicy } from '../rules/delivery-policy.ts';
import { defaultTopicPolicy } from '../rules/topic.ts';
import { countSubscriptions } from '../store/subscriptions.ts';

export const getTopicAttributes = operation<GetTopicAttributesCommand, Parts>(
  'GetTopicAttributes',
  async (input, parts) => {
    const topic = await existingTopic(parts, input.TopicArn);
    const { confirmed, pending } = await countSubscriptions(parts.database, topic.name);
    const arn = topicArn(parts, topic.name);
    const retries = effectiveRetryPolicy(undefined, topic.attributes.DeliveryPolicy || undefined);
    const http = {
      defaultHealthyRetryPolicy: retries,
      disableSubscriptionOverrides: false,
      defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    };
    const Attributes = {
      Policy: defaultTopicPolicy(arn, parts.account),
      Owner: parts.account,
      DisplayName: '',
      ...topic.attributes,
      TopicArn: arn,
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: '0',
      EffectiveDeliveryPolicy: JSON.stringify({ http }),
    };
    return { Attributes };
  },
);
