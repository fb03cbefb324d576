import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { Message } from './rules/message.ts';

export const RECORD = 'sns.record';
export const DELIVER = 'sns.deliver';
export const REQUEST_CONFIRMATION = 'sns.request-confirmation';
export const EXPIRE_SUBSCRIPTION = 'sns.expire-subscription';

export interface QueuedRecord {
  /** Name. */
  readonly topic: string;
  readonly message: Message;
}

export interface QueuedDelivery {
  readonly subscriptionId: string;
  readonly message: Message;
  /** 1 for the first try. */
  readonly attempt: number;
}

export interface QueuedConfirmation {
  readonly subscriptionId: string;
  readonly attempt: number;
}

/** Messages of one topic are written down in their order. */
export function queueRecord(tx: Db, { queue }: Parts, topic: string, message: Message): Promise<void> {
  const payload: QueuedRecord = { topic, message };
  return queue.enqueue(tx, { kind: RECORD, id: `${RECORD}:${message.id}`, key: `${RECORD}:${topic}`, payload });
}

/** One delivery at a time for a subscription, so that a slow endpoint holds up nobody else. */
export function queueDelivery(tx: Db, { queue }: Parts, delivery: QueuedDelivery, runAt?: number): Promise<void> {
  const { subscriptionId, message, attempt } = delivery;
  return queue.enqueue(tx, {
    kind: DELIVER,
    id: `${DELIVER}:${subscriptionId}:${message.id}:${attempt}`,
    key: `${DELIVER}:${subscriptionId}`,
    payload: delivery,
    ...(runAt === undefined ? {} : { runAt }),
  });
}

export function queueConfirmation(
  tx: Db,
  { queue }: Parts,
  request: QueuedConfirmation,
  runAt?: number,
): Promise<void> {
  return queue.enqueue(tx, {
    kind: REQUEST_CONFIRMATION,
    id: `${REQUEST_CONFIRMATION}:${request.subscriptionId}:${request.attempt}`,
    payload: request,
    ...(runAt === undefined ? {} : { runAt }),
  });
}

/** As long as AWS keeps a subscription that nobody confirms. */
const PENDING_MS = 48 * 3_600_000;

export function queueExpiry(tx: Db, { queue, clock }: Parts, subscriptionId: string): Promise<void> {
  return queue.enqueue(tx, {
    kind: EXPIRE_SUBSCRIPTION,
    id: `${EXPIRE_SUBSCRIPTION}:${subscriptionId}`,
    payload: { subscriptionId },
    runAt: clock.now() + PENDING_MS,
  });
}
