import type { Message } from './message.ts';

/** What is sent to an endpoint by HTTP. */
export interface HttpMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Addressee {
  readonly subscriptionArn: string;
  readonly protocol: string;
  readonly raw: boolean;
  /** Where the endpoint can unsubscribe. */
  readonly unsubscribeUrl: string;
}

const JSON_TYPE = 'text/plain; charset=UTF-8';

/**
 * A notification as AWS sends it, but for its signature: AWS signs with a certificate of its own name, which nobody else
 * has, so `SignatureVersion`, `Signature` and `SigningCertURL` are left out.
 */
export function notification(message: Message, addressee: Addressee): HttpMessage {
  const text = message.byProtocol?.[addressee.protocol] ?? message.text;
  const headers = { ...headersOf('Notification', message), 'x-amz-sns-subscription-arn': addressee.subscriptionArn };
  if (addressee.raw) return { headers: { ...headers, 'x-amz-sns-rawdelivery': 'true' }, body: text };
  const attributes = Object.entries(message.attributes).map(([name, { type, value }]) => [
    name,
    { Type: type, Value: value },
  ]);
  const body = {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: text,
    Timestamp: new Date(message.time).toISOString(),
    UnsubscribeURL: addressee.unsubscribeUrl,
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
  return { headers, body: JSON.stringify(body, null, 2) };
}

export interface ConfirmationRequest {
  readonly id: string;
  readonly topicArn: string;
  readonly token: string;
  /** Whoever opens it confirms the subscription. */
  readonly subscribeUrl: string;
  readonly time: number;
}

/** What an endpoint is sent before anything else: only if it answers does it get messages. */
export function confirmationRequest(request: ConfirmationRequest): HttpMessage {
  const body = {
    Type: 'SubscriptionConfirmation',
    MessageId: request.id,
    Token: request.token,
    TopicArn: request.topicArn,
    Message:
      `You have chosen to subscribe to the topic ${request.topicArn}.\n` +
      'To confirm the subscription, visit the SubscribeURL included in this message.',
    SubscribeURL: request.subscribeUrl,
    Timestamp: new Date(request.time).toISOString(),
  };
  return { headers: headersOf('SubscriptionConfirmation', request), body: JSON.stringify(body, null, 2) };
}

function headersOf(type: string, { id, topicArn }: { id: string; topicArn: string }): Record<string, string> {
  return {
    'content-type': JSON_TYPE,
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': id,
    'x-amz-sns-topic-arn': topicArn,
  };
}
