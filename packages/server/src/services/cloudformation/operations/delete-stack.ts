import type { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { deleteStack as remove } from '../delete-stack.ts';
import { notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';

export const deleteStack = operation<DeleteStackCommand, Parts>('DeleteStack', async (input, parts) => {
  if (input.DeletionMode === 'FORCE_DELETE_STACK') throw notHere('DeletionMode FORCE_DELETE_STACK');
  await remove(parts, { request: input, caller: parts.request.caller });
});
