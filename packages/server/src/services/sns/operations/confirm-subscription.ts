import type { ConfirmSubscriptionCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { invalidParameter } from '../errors.ts';
import { changeSubscription } from '../existing-subscription.ts';
import { existingTopic } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { subscriptionArn } from '../rules/arns.ts';
import { isSameToken, subscriptionOfToken } from '../rules/confirmation-token.ts';
import { findSubscription, saveSubscription } from '../store/subscriptions.ts';

/** Whoever has the token may confirm; doing so again changes nothing. */
export const confirmSubscription = operation<ConfirmSubscriptionCommand, Parts>(
  'ConfirmSubscription',
  async (input, parts) => {
    const topic = await existingTopic(parts, input.TopicArn);
    const id = subscriptionOfToken(input.Token);
    const found = id === undefined ? undefined : await findSubscription(parts.database, id);
    if (found?.topic !== topic.name || !isSameToken(parts.vault.open(found.sealedToken), input.Token)) {
      throw invalidParameter('Token');
    }
    await changeSubscription(parts, found.id, (tx, subscription) =>
      saveSubscription(tx, { ...subscription, confirmed: true }),
    );
    return { SubscriptionArn: subscriptionArn(parts, topic.name, found.id) };
  },
);
