import type { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { executeChangeSet as execute } from '../execute-change-set.ts';
import { existingChangeSet } from '../find.ts';
import type { Parts } from '../parts.ts';

export const executeChangeSet = operation<ExecuteChangeSetCommand, Parts>('ExecuteChangeSet', async (input, parts) => {
  const found = await existingChangeSet(parts.database, { name: input.ChangeSetName, stack: input.StackName });
  await execute(parts, found, { request: input, caller: parts.request.caller });
  return {};
});
