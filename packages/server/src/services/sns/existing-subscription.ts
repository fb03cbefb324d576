import type { Db } from '../../database/database.ts';
import { invalidParameter, subscriptionNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { readSubscriptionId } from './rules/arns.ts';
import { findSubscription, lockSubscription, type Subscription } from './store/subscriptions.ts';

/** The id in a subscription's ARN. */
export function subscriptionIdOf(parts: Parts, arn: string): string {
  const id = readSubscriptionId(parts, arn);
  if (id === undefined) throw invalidParameter('SubscriptionArn Reason: An ARN must have at least 6 elements');
  return id;
}

/** The subscription, or AWS's refusal. */
export async function existingSubscription(parts: Parts, arn: string): Promise<Subscription> {
  const subscription = await findSubscription(parts.database, subscriptionIdOf(parts, arn));
  if (!subscription) throw subscriptionNotFound();
  return subscription;
}

/** Does something to a subscription while nobody else can. */
export function changeSubscription<Result>(
  parts: Parts,
  id: string,
  change: (tx: Db, subscription: Subscription) => Promise<Result>,
): Promise<Result> {
  return parts.database.transaction(async (tx) => {
    const subscription = await lockSubscription(tx, id);
    if (!subscription) throw subscriptionNotFound();
    return await change(tx, subscription);
  });
}
