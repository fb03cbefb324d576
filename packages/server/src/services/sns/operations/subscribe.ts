import type { SubscribeCommand } from '@aws-sdk/client-sns';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { invalidParameter, notHere, topicNotFound } from '../errors.ts';
import { topicNameOf } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { queueConfirmation, queueExpiry } from '../queue-messages.ts';
import { subscriptionArn } from '../rules/arns.ts';
import { newConfirmationToken } from '../rules/confirmation-token.ts';
import {
  findEndpointProblem,
  findSubscriptionProblem,
  isDelivered,
  isProtocol,
  isService,
  NOT_HERE,
  SETTABLE,
} from '../rules/subscription.ts';
import { findSubscriptionTo, insertSubscription, type Subscription } from '../store/subscriptions.ts';
import { lockTopic } from '../store/topics.ts';

/** Makes a subscription that waits for its endpoint to confirm; subscribing again asks the endpoint again. */
export const subscribe = operation<SubscribeCommand, Parts>('Subscribe', async (input, parts) => {
  const wanted = checkSubscription(input, topicNameOf(parts, input.TopicArn));
  const subscription = await parts.database.transaction(async (tx) => {
    if (!(await lockTopic(tx, wanted.topic))) throw topicNotFound();
    const found = (await findSame(tx, wanted)) ?? (await newSubscription(tx, parts, wanted));
    if (!found.confirmed) await queueConfirmation(tx, parts, { subscriptionId: found.id, attempt: 1 });
    return found;
  });
  const shown = subscription.confirmed || input.ReturnSubscriptionArn;
  const arn = subscriptionArn(parts, subscription.topic, subscription.id);
  return { SubscriptionArn: shown ? arn : 'pending confirmation' };
});

type Wanted = Pick<Subscription, 'topic' | 'protocol' | 'endpoint' | 'attributes'>;

function checkSubscription(input: InputOf<SubscribeCommand>, topic: string): Wanted {
  const { Protocol: protocol, Endpoint: endpoint = '', Attributes: attributes = {} } = input;
  if (!isProtocol(protocol)) throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (!isDelivered(protocol)) throw notHere(`Delivery of messages by ${protocol}`);
  const problem = findEndpointProblem(protocol, endpoint);
  if (problem) throw invalidParameter(problem);
  const hasPassword = !isService(protocol) && (new URL(endpoint).username || new URL(endpoint).password);
  if (hasPassword) throw notHere('An endpoint with a password');
  for (const name of Object.keys(attributes)) {
    if (NOT_HERE.has(name)) throw notHere(`The subscription attribute ${name}`);
    if (!SETTABLE.has(name)) throw invalidParameter('Attributes Reason: AttributeName');
  }
  const wrong = findSubscriptionProblem(attributes);
  if (wrong) throw invalidParameter(`Attributes Reason: ${wrong}`);
  return { topic, protocol, endpoint, attributes };
}

async function findSame(tx: Db, wanted: Wanted): Promise<Subscription | undefined> {
  const found = await findSubscriptionTo(tx, wanted);
  const differs = Object.entries(wanted.attributes).some(([name, value]) => found?.attributes[name] !== value);
  if (found && differs) {
    throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
  }
  return found;
}

async function newSubscription(tx: Db, parts: Parts, wanted: Wanted): Promise<Subscription> {
  const id = parts.ids.uuid();
  const sealedToken = parts.vault.seal(newConfirmationToken(id, parts.ids));
  const confirmed = isService(wanted.protocol);
  const subscription = { ...wanted, id, confirmed, sealedToken };
  await insertSubscription(tx, subscription);
  if (!confirmed) await queueExpiry(tx, parts, id);
  return subscription;
}
