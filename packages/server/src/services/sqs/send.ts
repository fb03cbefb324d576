import { createHash } from 'node:crypto';
import type { MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Db } from '../../database/database.ts';
import type { Checked, InputOf } from '../../gateway/operation.ts';
import { invalidValue, missing, tooLong } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Message, type MessageAttribute, md5, md5OfAttributes, sizeOf } from './rules/message.ts';
import { isFifo, numberOf, type Queue } from './rules/queue.ts';
import { findDuplicate, insertMessage, saveDuplicate } from './store/messages.ts';

type Input = Omit<InputOf<SendMessageCommand>, 'QueueUrl'>;

const DEDUPLICATION_MS = 300_000;
const MOST_ATTRIBUTES = 10;
const SEQUENCE_DIGITS = 20;

/** Orders messages by their arrival. */
export const numberAt = (time: number, rest: string) => `${String(time).padStart(15, '0')} ${rest}`;

/** Tells messages of one millisecond apart, in their order. */
let counter = 0;

/** Puts a message into a queue; of a FIFO queue the same one within five minutes is the one that is there. */
export async function sendMessage(
  tx: Db,
  parts: Parts,
  { queue, input, sender }: { queue: Queue; input: Input; sender: string },
): Promise<Message> {
  const message = readMessage(parts, queue, input, sender);
  const { deduplicationId } = message;
  if (deduplicationId !== undefined) {
    const known = await findDuplicate(tx, queue.name, deduplicationId, message.sentAt - DEDUPLICATION_MS);
    if (known) return known;
    await saveDuplicate(tx, queue.name, deduplicationId, message);
  }
  const delay = input.DelaySeconds ?? numberOf(queue, 'DelaySeconds');
  const unique = String(++counter).padStart(10, '0') + message.id;
  const place = { number: numberAt(message.sentAt, unique), visibleAt: message.sentAt + delay * 1000 };
  await insertMessage(tx, queue.name, message, place);
  return message;
}

function readMessage({ clock, ids }: Parts, queue: Queue, input: Input, sender: string): Message {
  const { MessageBody: body, MessageGroupId: groupId } = input;
  const attributes = readAttributes(input.MessageAttributes);
  const limit = numberOf(queue, 'MaximumMessageSize');
  if (sizeOf(body, attributes) > limit) throw tooLong(limit);
  const sentAt = clock.now();
  const header = input.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
  return {
    ...{ id: ids.uuid(), body, attributes, sender, sentAt, receives: 0 },
    ...(header === undefined ? {} : { traceHeader: header }),
    ...(groupId === undefined ? {} : { groupId }),
    ...(isFifo(queue) ? orderOf(queue, input, sentAt) : {}),
  };
}

function orderOf(
  queue: Queue,
  { MessageGroupId, MessageDeduplicationId, MessageBody, DelaySeconds }: Input,
  now: number,
) {
  if (!MessageGroupId) throw missing('MessageGroupId');
  if (DelaySeconds)
    throw invalidValue(
      'Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    );
  const byContent = queue.attributes.ContentBasedDeduplication === 'true';
  const deduplicationId =
    MessageDeduplicationId ?? (byContent ? createHash('sha256').update(MessageBody).digest('hex') : undefined);
  if (!deduplicationId) {
    throw invalidValue(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { deduplicationId, sequence: String(now * 1000 + (++counter % 1000)).padStart(SEQUENCE_DIGITS, '0') };
}

function readAttributes(
  given: Readonly<Record<string, Checked<MessageAttributeValue>>> | undefined,
): Record<string, MessageAttribute> {
  const entries = Object.entries(given ?? {});
  if (entries.length > MOST_ATTRIBUTES)
    throw invalidValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
        throw invalidValue(`The type of message (user) attribute '${name}' is invalid.`);
      const binary = BinaryValue === undefined ? {} : { BinaryValue: Buffer.from(BinaryValue).toString('base64') };
      return [name, { DataType, ...(StringValue === undefined ? {} : { StringValue }), ...binary }];
    }),
  );
}

/** What the sender is told. */
export function describeSent({ id, body, attributes, sequence }: Message) {
  const ofAttributes = md5OfAttributes(attributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(ofAttributes === undefined ? {} : { MD5OfMessageAttributes: ofAttributes }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
}
