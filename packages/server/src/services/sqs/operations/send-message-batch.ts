import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { doBatch } from '../batch.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { describeSent, sendMessage } from '../send.ts';

export const sendMessageBatch = operation<SendMessageBatchCommand, Parts>('SendMessageBatch', async (input, parts) => {
  const queue = await existingQueue(parts.database, parts, input.QueueUrl);
  const sender = parts.request.caller.userId;
  return await doBatch(input.Entries, async (entry) =>
    describeSent(await parts.database.transaction((tx) => sendMessage(tx, parts, { queue, input: entry, sender }))),
  );
});
