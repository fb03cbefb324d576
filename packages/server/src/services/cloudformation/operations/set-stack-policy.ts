import type { SetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { readPolicy } from '../create-stack.ts';
import { validation } from '../errors.ts';
import { liveStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { lockStack, saveDocument } from '../store/stacks.ts';

export const setStackPolicy = operation<SetStackPolicyCommand, Parts>('SetStackPolicy', async (input, parts) => {
  const found = await liveStack(parts.database, input.StackName);
  const policy = await readPolicy(parts, found, input);
  if (policy === undefined) throw validation('Either StackPolicyBody or StackPolicyURL must be specified');
  await parts.database.transaction(async (tx) => {
    const stack = await lockStack(tx, found.id);
    if (stack) await saveDocument(tx, { ...stack, document: { ...stack.document, policy } });
  });
});
