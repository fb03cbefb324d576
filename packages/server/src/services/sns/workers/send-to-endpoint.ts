import type { Db } from '../../../database/database.ts';
import type { WorkContext } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { effectiveRetryPolicy, retryDelays } from '../rules/delivery-policy.ts';
import type { HttpMessage } from '../rules/http-message.ts';
import type { Subscription } from '../store/subscriptions.ts';
import { findTopic } from '../store/topics.ts';
import { mayPass, post, wasTaken } from './post.ts';

export interface Sending {
  readonly subscription: Subscription;
  readonly httpMessage: HttpMessage;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Queues the next try, at an instant in milliseconds since the epoch. */
  readonly queueNext: (tx: Db, runAt: number) => Promise<void>;
}

/** Posts to a subscription's endpoint and, when it is not taken, queues the next try its delivery policy allows. */
export async function sendToEndpoint(parts: Parts, sending: Sending, { signal }: WorkContext): Promise<void> {
  const { subscription, attempt } = sending;
  const outcome = await post(subscription.endpoint, sending.httpMessage, signal);
  if (wasTaken(outcome) || signal.aborted) return;
  const delay = mayPass(outcome) ? await retryDelay(parts, subscription, attempt) : undefined;
  const facts = { subscription: subscription.id, endpoint: subscription.endpoint, attempt, ...outcome };
  if (delay === undefined) {
    parts.logger.warn(facts, 'an endpoint did not take a message, which was dropped');
    return;
  }
  parts.logger.info(facts, 'an endpoint did not take a message, which is sent again');
  await parts.database.transaction((tx) => sending.queueNext(tx, parts.clock.now() + delay * 1_000));
}

/** Seconds; undefined when there were enough tries. */
async function retryDelay({ database }: Parts, { topic, attributes }: Subscription, attempt: number) {
  const ofTopic = (await findTopic(database, topic))?.attributes.DeliveryPolicy;
  return retryDelays(effectiveRetryPolicy(attributes.DeliveryPolicy || undefined, ofTopic || undefined))[attempt - 1];
}
