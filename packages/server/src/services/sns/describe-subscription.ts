import type { Parts } from './parts.ts';
import { subscriptionArn, topicArn } from './rules/arns.ts';
import type { Subscription } from './store/subscriptions.ts';

/** A subscription as lists show it; one that nobody confirmed has no ARN to show yet. */
export function describeSubscription(parts: Parts, subscription: Subscription) {
  const { topic, id, confirmed, protocol, endpoint } = subscription;
  return {
    SubscriptionArn: confirmed ? subscriptionArn(parts, topic, id) : 'PendingConfirmation',
    Owner: parts.account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn(parts, topic),
  };
}
