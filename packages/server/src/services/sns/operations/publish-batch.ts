import type { BatchResultErrorEntry, PublishBatchCommand, PublishBatchResultEntry } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { Refusal } from '../../../platform/refusal.ts';
import { batchTooLong, emptyBatch, idsNotDistinct, invalidEntryId, tooManyEntries } from '../errors.ts';
import { existingTopic } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { newMessage, publishMessage } from '../publish-message.ts';
import { type GivenMessage, LARGEST_MESSAGE_BYTES, type Message, messageBytes } from '../rules/message.ts';

const MOST_ENTRIES = 10;

type Entry = GivenMessage & { readonly Id: string };

/** Publishes what it can of the entries and says of each other why not. */
export const publishBatch = operation<PublishBatchCommand, Parts>('PublishBatch', async (input, parts) => {
  const entries: readonly Entry[] = input.PublishBatchRequestEntries;
  checkBatch(entries);
  const Successful: PublishBatchResultEntry[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  await parts.database.transaction(async (tx) => {
    const topic = await existingTopic(parts, input.TopicArn, tx);
    for (const entry of entries) {
      const message = tryMessage(parts, topic.name, entry);
      if ('Code' in message) {
        Failed.push(message);
        continue;
      }
      await publishMessage(tx, parts, topic.name, message);
      Successful.push({ Id: entry.Id, MessageId: message.id });
    }
  });
  return { Successful, Failed };
});

function checkBatch(entries: readonly Entry[]): void {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MOST_ENTRIES) throw tooManyEntries(entries.length);
  if (!entries.every((entry) => /^[\w-]{1,80}$/.test(entry.Id))) throw invalidEntryId();
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) throw idsNotDistinct();
  if (entries.reduce((sum, entry) => sum + messageBytes(entry), 0) > LARGEST_MESSAGE_BYTES) throw batchTooLong();
}

function tryMessage(parts: Parts, topic: string, entry: Entry): Message | (BatchResultErrorEntry & { Code: string }) {
  try {
    return newMessage(parts, topic, entry);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { Id: entry.Id, Code: error.code.replace(/Exception$/, ''), Message: error.message, SenderFault: true };
  }
}
