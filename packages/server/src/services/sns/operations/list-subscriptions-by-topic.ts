import type { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { existingTopic } from '../existing-topic.ts';
import { listSubscriptionsPage } from '../list-subscriptions-page.ts';
import type { Parts } from '../parts.ts';

export const listSubscriptionsByTopic = operation<ListSubscriptionsByTopicCommand, Parts>(
  'ListSubscriptionsByTopic',
  async (input, parts) => {
    const topic = await existingTopic(parts, input.TopicArn);
    return await listSubscriptionsPage(parts, input.NextToken, topic.name);
  },
);
