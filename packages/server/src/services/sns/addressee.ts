import type { Parts } from './parts.ts';
import { actionUrl } from './rules/action-url.ts';
import { subscriptionArn } from './rules/arns.ts';
import type { Addressee } from './rules/http-message.ts';
import { isRaw } from './rules/subscription.ts';
import type { Subscription } from './store/subscriptions.ts';

export function addresseeOf(parts: Parts, { topic, id, protocol, attributes }: Subscription): Addressee {
  const arn = subscriptionArn(parts, topic, id);
  const unsubscribeUrl = actionUrl(parts.endpoint(), 'Unsubscribe', { SubscriptionArn: arn });
  return { subscriptionArn: arn, protocol, raw: isRaw(attributes), unsubscribeUrl };
}
