import type { Message } from './message.ts';

/** A message as a line of its topic's file, without the line's end. */
export function messageLine(message: Message): string {
  const attributes = Object.entries(message.attributes).map(([name, { type, value }]) => [
    name,
    { Type: type, Value: value },
  ]);
  return JSON.stringify({
    MessageId: message.id,
    TopicArn: message.topicArn,
    Timestamp: new Date(message.time).toISOString(),
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: message.text,
    ...(message.byProtocol === undefined ? {} : { MessageByProtocol: message.byProtocol }),
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  });
}
