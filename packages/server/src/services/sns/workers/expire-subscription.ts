import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { EXPIRE_SUBSCRIPTION } from '../queue-messages.ts';
import { deletePendingSubscription } from '../store/subscriptions.ts';

/** Forgets a subscription that nobody confirmed in time. */
export function expireSubscriptionWorker({ database }: Parts): Worker<{ subscriptionId: string }> {
  return {
    kind: EXPIRE_SUBSCRIPTION,
    handle: ({ subscriptionId }) => deletePendingSubscription(database, subscriptionId),
  };
}
