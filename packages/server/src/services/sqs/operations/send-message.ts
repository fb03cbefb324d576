import type { SendMessageCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { existingQueue } from '../existing-queue.ts';
import type { Parts } from '../parts.ts';
import { describeSent, sendMessage as send } from '../send.ts';

export const sendMessage = operation<SendMessageCommand, Parts>('SendMessage', async (input, parts) => {
  const sent = await parts.database.transaction(async (tx) => {
    const queue = await existingQueue(tx, parts, input.QueueUrl);
    return await send(tx, parts, { queue, input, sender: parts.request.caller.userId });
  });
  return describeSent(sent);
});
