import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { DELIVER, type QueuedDelivery, queueDelivery } from '../queue-messages.ts';
import { actionUrl } from '../rules/action-url.ts';
import { subscriptionArn } from '../rules/arns.ts';
import { notification } from '../rules/http-message.ts';
import { isRaw } from '../rules/subscription.ts';
import { findSubscription, type Subscription } from '../store/subscriptions.ts';
import { sendToEndpoint } from './send-to-endpoint.ts';

const CONCURRENCY = 16;

/** Sends messages to endpoints that confirmed; one whose subscription ended meanwhile is dropped. */
export function deliverMessageWorker(parts: Parts): Worker<QueuedDelivery> {
  return {
    kind: DELIVER,
    concurrency: CONCURRENCY,
    async handle(delivery, context) {
      const subscription = await findSubscription(parts.database, delivery.subscriptionId);
      if (!subscription) return;
      const { message, attempt } = delivery;
      const httpMessage = notification(message, addresseeOf(parts, subscription));
      const queueNext: Parameters<typeof sendToEndpoint>[1]['queueNext'] = (tx, runAt) =>
        queueDelivery(tx, parts, { ...delivery, attempt: attempt + 1 }, runAt);
      await sendToEndpoint(parts, { subscription, httpMessage, attempt, queueNext }, context);
    },
  };
}

function addresseeOf(parts: Parts, { topic, id, protocol, attributes }: Subscription) {
  const arn = subscriptionArn(parts, topic, id);
  const unsubscribeUrl = actionUrl(parts.endpoint(), 'Unsubscribe', { SubscriptionArn: arn });
  return { subscriptionArn: arn, protocol, raw: isRaw(attributes), unsubscribeUrl };
}
