import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { type QueuedConfirmation, queueConfirmation, REQUEST_CONFIRMATION } from '../queue-messages.ts';
import { actionUrl } from '../rules/action-url.ts';
import { topicArn } from '../rules/arns.ts';
import { confirmationRequest } from '../rules/http-message.ts';
import { findSubscription, type Subscription } from '../store/subscriptions.ts';
import { sendToEndpoint } from './send-to-endpoint.ts';

/** Asks an endpoint whether it wants the messages; the token opens the subscription to whoever is sent it. */
export function requestConfirmationWorker(parts: Parts): Worker<QueuedConfirmation> {
  return {
    kind: REQUEST_CONFIRMATION,
    async handle(request, context) {
      const subscription = await findSubscription(parts.database, request.subscriptionId);
      if (!subscription || subscription.confirmed) return;
      const { attempt } = request;
      const httpMessage = confirmationOf(parts, subscription);
      const queueNext: Parameters<typeof sendToEndpoint>[1]['queueNext'] = (tx, runAt) =>
        queueConfirmation(tx, parts, { ...request, attempt: attempt + 1 }, runAt);
      await sendToEndpoint(parts, { subscription, httpMessage, attempt, queueNext }, context);
    },
  };
}

function confirmationOf(parts: Parts, subscription: Subscription) {
  const arn = topicArn(parts, subscription.topic);
  const token = parts.vault.open(subscription.sealedToken);
  return confirmationRequest({
    id: parts.ids.uuid(),
    topicArn: arn,
    token,
    subscribeUrl: actionUrl(parts.endpoint(), 'ConfirmSubscription', { TopicArn: arn, Token: token }),
    time: parts.clock.now(),
  });
}
