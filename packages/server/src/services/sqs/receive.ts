import type { Message as Described, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Db } from '../../database/database.ts';
import type { InputOf } from '../../gateway/operation.ts';
import { queueArn, queueOfArn } from './existing-queue.ts';
import type { Parts } from './parts.ts';
import { type Message, md5, md5OfAttributes } from './rules/message.ts';
import { isFifo, numberOf, type Queue, readRedrive } from './rules/queue.ts';
import { numberAt } from './send.ts';
import {
  deleteBefore,
  deleteMessageRow,
  groupsInFlight,
  insertMessage,
  lockVisible,
  saveReceived,
} from './store/messages.ts';

type Input = InputOf<ReceiveMessageCommand>;

/** So many are looked at to find those that can go. */
const LOOKED_AT = 100;

export interface Received {
  readonly message: Message;
  readonly receipt: string;
}

/** Takes messages that nobody has; those that were taken too often go where the queue says. */
export async function receiveMessages(
  tx: Db,
  parts: Parts,
  queue: Queue,
  { most, visibleSeconds }: { most: number; visibleSeconds: number },
): Promise<Received[]> {
  const now = parts.clock.now();
  await deleteBefore(tx, queue.name, numberAt(now - numberOf(queue, 'MessageRetentionPeriod') * 1000, ''));
  const busy = isFifo(queue) ? await groupsInFlight(tx, queue.name, now) : undefined;
  const redrive = readRedrive(queue.attributes.RedrivePolicy);
  const dead = redrive && (await queueOfArn(tx, parts, redrive.target));
  const received: Received[] = [];
  for (const { group, ...found } of await lockVisible(tx, queue.name, now, busy || dead ? LOOKED_AT : most)) {
    if (received.length === most) break;
    if (busy?.has(group)) continue;
    if (redrive && dead && found.receives >= redrive.maxReceives) {
      await bury(tx, parts, { queue, dead, message: found });
      continue;
    }
    const message = { ...found, receives: found.receives + 1, firstReceivedAt: found.firstReceivedAt ?? now };
    const receipt = parts.ids.bytes(48).toString('base64url');
    await saveReceived(tx, queue.name, message, { receipt, visibleAt: now + visibleSeconds * 1000 });
    received.push({ message, receipt });
  }
  return received;
}

async function bury(
  tx: Db,
  parts: Parts,
  { queue, dead, message }: { queue: Queue; dead: Queue; message: Message },
): Promise<void> {
  const now = parts.clock.now();
  await deleteMessageRow(tx, queue.name, message.id);
  const { firstReceivedAt: _, ...kept } = message;
  const moved = { ...kept, receives: 0, deadFrom: queueArn(parts, queue.name) };
  await insertMessage(tx, dead.name, moved, { number: numberAt(now, message.id), visibleAt: now });
}

/** A message as its receiver is told of it: only the attributes that are asked for. */
export function describeReceived({ message, receipt }: Received, input: Input): Described {
  const system = systemAttributes(message);
  const askedSystem = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])] as string[];
  const shownSystem = Object.entries(system).filter(
    ([name]) => askedSystem.includes('All') || askedSystem.includes(name),
  );
  const asked = input.MessageAttributeNames ?? [];
  const shown = Object.entries(message.attributes).filter(([name]) => asked.some((pattern) => isAsked(pattern, name)));
  const attributes = Object.fromEntries(shown);
  const ofAttributes = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shownSystem.length > 0 ? { Attributes: Object.fromEntries(shownSystem) } : {}),
    ...(ofAttributes === undefined
      ? {}
      : {
          MD5OfMessageAttributes: ofAttributes,
          MessageAttributes: Object.fromEntries(
            shown.map(([name, { DataType, StringValue, BinaryValue }]) => [
              name,
              {
                DataType,
                ...(StringValue === undefined ? {} : { StringValue }),
                ...(BinaryValue === undefined ? {} : { BinaryValue: Buffer.from(BinaryValue, 'base64') }),
              },
            ]),
          ),
        }),
  };
}

function isAsked(pattern: string, name: string): boolean {
  if (pattern === 'All' || pattern === '.*') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}

function systemAttributes(message: Message): Record<string, string> {
  const { groupId, deduplicationId, sequence, traceHeader, deadFrom } = message;
  return {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
    ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
    ...(deadFrom === undefined ? {} : { DeadLetterQueueSourceArn: deadFrom }),
  };
}
