import { sendToQueue } from '../../../gateway/send-to-queue.ts';
import { mayPass } from '../../../platform/retry-policy.ts';
import { addresseeOf } from '../addressee.ts';
import type { Parts } from '../parts.ts';
import { notification } from '../rules/http-message.ts';
import type { Message } from '../rules/message.ts';
import type { Subscription } from '../store/subscriptions.ts';

/** Gives a message to a queue or a function; what they refuse for good is dropped, anything else is tried again by the work queue. */
export async function sendToService(parts: Parts, subscription: Subscription, message: Message): Promise<void> {
  const { endpoint, protocol } = subscription;
  const addressee = addresseeOf(parts, subscription);
  try {
    if (protocol === 'sqs')
      await toQueue(parts, endpoint, { message, body: notification(message, addressee).body, raw: addressee.raw });
    else
      await toFunction(parts, endpoint, {
        message,
        subscriptionArn: addressee.subscriptionArn,
        unsubscribeUrl: addressee.unsubscribeUrl,
      });
  } catch (error) {
    if (mayPass(error)) throw error;
    parts.logger.warn(
      { subscription: subscription.id, endpoint, error },
      'a service did not take a message, which was dropped',
    );
  }
}

async function toQueue(
  { aws }: Parts,
  arn: string,
  { message, body, raw }: { message: Message; body: string; raw: boolean },
): Promise<void> {
  const attributes = raw
    ? Object.fromEntries(Object.entries(message.attributes).map(([name, { value }]) => [name, value]))
    : {};
  await sendToQueue(aws, arn, { text: body, attributes });
}

/** A function is given the message as one of a list, in an event of its own form. */
async function toFunction(
  { aws }: Parts,
  arn: string,
  { message, subscriptionArn, unsubscribeUrl }: { message: Message; subscriptionArn: string; unsubscribeUrl: string },
): Promise<void> {
  const attributes = Object.entries(message.attributes).map(([name, { type, value }]) => [
    name,
    { Type: type, Value: value },
  ]);
  const record = {
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn,
    EventSource: 'aws:sns',
    Sns: {
      ...{ Type: 'Notification', MessageId: message.id, TopicArn: message.topicArn, Subject: message.subject ?? null },
      ...{ Message: message.byProtocol?.lambda ?? message.text, Timestamp: new Date(message.time).toISOString() },
      ...{ UnsubscribeUrl: unsubscribeUrl, MessageAttributes: Object.fromEntries(attributes) },
    },
  };
  const Payload = Buffer.from(JSON.stringify({ Records: [record] }));
  await aws.lambda.invoke({ FunctionName: arn, InvocationType: 'Event', Payload });
}
