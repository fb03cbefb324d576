import type { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { updateStack as update } from '../update-stack.ts';

export const updateStack = operation<UpdateStackCommand, Parts>('UpdateStack', async (input, parts) => {
  if (input.RollbackConfiguration?.RollbackTriggers?.length) throw notHere('A rollback trigger');
  return { StackId: await update(parts, { request: input, caller: parts.request.caller }) };
});
