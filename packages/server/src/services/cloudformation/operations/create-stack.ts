import type { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { createStack as create } from '../create-stack.ts';
import { notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';

export const createStack = operation<CreateStackCommand, Parts>('CreateStack', async (input, parts) => {
  if (input.RollbackConfiguration?.RollbackTriggers?.length) throw notHere('A rollback trigger');
  return { StackId: await create(parts, { request: input, caller: parts.request.caller }) };
});
