import type { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { deleteReceived } from '../change-flight.ts';
import type { Parts } from '../parts.ts';

export const deleteMessage = operation<DeleteMessageCommand, Parts>('DeleteMessage', async (input, parts) => {
  await deleteReceived(parts, input);
});
