import type { Db } from '../../database/database.ts';
import { invalidAttributeValue, invalidParameter } from './errors.ts';
import type { Parts } from './parts.ts';
import { queueDelivery, queueRecord } from './queue-messages.ts';
import { topicArn } from './rules/arns.ts';
import { passesFilter } from './rules/filter-policy.ts';
import { type GivenMessage, type Message, readMessage } from './rules/message.ts';
import { scopeOf } from './rules/subscription.ts';
import { listSubscriptionRows } from './store/subscriptions.ts';

/** The message to publish, or AWS's refusal of what was given. */
export function newMessage({ ids, clock, ...home }: Parts, topic: string, given: GivenMessage): Message {
  const content = readMessage(given);
  if ('problem' in content) {
    throw content.ofAttribute ? invalidAttributeValue(content.problem) : invalidParameter(content.problem);
  }
  return { ...content, id: ids.uuid(), topicArn: topicArn(home, topic), time: clock.now() };
}

const SUBSCRIPTIONS_AT_ONCE = 500;

/** Queues a message for its topic's file and for every subscription that wants it. */
export async function publishMessage(tx: Db, parts: Parts, topic: string, message: Message): Promise<void> {
  await queueRecord(tx, parts, topic, message);
  let after = { topic, id: '' };
  for (;;) {
    const page = { topic, after, limit: SUBSCRIPTIONS_AT_ONCE, confirmedOnly: true };
    const subscriptions = await listSubscriptionRows(tx, page);
    for (const { id, attributes } of subscriptions) {
      if (!passesFilter(attributes.FilterPolicy, scopeOf(attributes), message)) continue;
      await queueDelivery(tx, parts, { subscriptionId: id, message, attempt: 1 });
    }
    const last = subscriptions.at(-1);
    if (subscriptions.length < SUBSCRIPTIONS_AT_ONCE || !last) return;
    after = { topic, id: last.id };
  }
}
