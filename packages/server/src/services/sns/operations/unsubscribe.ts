import type { UnsubscribeCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { subscriptionIdOf } from '../existing-subscription.ts';
import type { Parts } from '../parts.ts';
import { deleteSubscription } from '../store/subscriptions.ts';

/** Ending a subscription that is not there succeeds. */
export const unsubscribe = operation<UnsubscribeCommand, Parts>('Unsubscribe', async (input, parts) => {
  await deleteSubscription(parts.database, subscriptionIdOf(parts, input.SubscriptionArn));
});
