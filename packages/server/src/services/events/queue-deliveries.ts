import { createHash } from 'node:crypto';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { BusEvent } from './rules/event.ts';
import type { Target } from './rules/target.ts';
import { listTargets, type RuleKey } from './store/targets.ts';

export const DELIVER = 'events.deliver';

/** A delivery that is due: one event for one target of one rule. */
export interface QueuedDelivery extends RuleKey {
  readonly target: Target;
  readonly event: BusEvent;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** Queues an event for all targets of a rule, in the transaction that took the event. */
export async function queueDeliveries(tx: Db, parts: Parts, rule: RuleKey, event: BusEvent): Promise<void> {
  const receivedAt = parts.clock.now();
  for (const target of await listTargets(tx, rule)) {
    await queueDelivery(tx, parts, { ...rule, target, event, receivedAt, attempt: 1 });
  }
}

/** A target gets the events of a rule one after another, as long as nothing has to be tried again. */
export function queueDelivery(tx: Db, { queue }: Parts, delivery: QueuedDelivery, runAt?: number): Promise<void> {
  const token = deliveryToken(delivery);
  return queue.enqueue(tx, {
    kind: DELIVER,
    id: `${DELIVER}:${token}:${delivery.attempt}`,
    key: `${DELIVER}:${delivery.bus}/${delivery.rule}/${delivery.target.id}`,
    payload: delivery,
    ...(runAt === undefined ? {} : { runAt }),
  });
}

/** Names one delivery: the same for all of its tries. */
export function deliveryToken({ bus, rule, target, event }: QueuedDelivery): string {
  return createHash('sha256')
    .update(JSON.stringify([bus, rule, target.id, event.id]))
    .digest('hex')
    .slice(0, 32);
}
