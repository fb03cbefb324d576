import type { Worker } from '../../../work-queue/work-queue.ts';
import { addresseeOf } from '../addressee.ts';
import type { Parts } from '../parts.ts';
import { DELIVER, type QueuedDelivery, queueDelivery } from '../queue-messages.ts';
import { notification } from '../rules/http-message.ts';
import { isService } from '../rules/subscription.ts';
import { findSubscription } from '../store/subscriptions.ts';
import { sendToEndpoint } from './send-to-endpoint.ts';
import { sendToService } from './send-to-service.ts';

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
      if (isService(subscription.protocol)) return await sendToService(parts, subscription, message);
      const httpMessage = notification(message, addresseeOf(parts, subscription));
      const queueNext: Parameters<typeof sendToEndpoint>[1]['queueNext'] = (tx, runAt) =>
        queueDelivery(tx, parts, { ...delivery, attempt: attempt + 1 }, runAt);
      await sendToEndpoint(parts, { subscription, httpMessage, attempt, queueNext }, context);
    },
  };
}
