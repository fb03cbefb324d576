import type { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { sleep } from '../../../platform/clock.ts';
import { executeChangeSet as execute } from '../execute-change-set.ts';
import { existingChangeSet } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findStack } from '../store/stacks.ts';

/** `aws cloudformation deploy` looks once and then every 30 seconds: the answer waits this long for stacks that are quick. */
const PATIENCE_MS = 2_000;
const LOOK_MS = 25;

export const executeChangeSet = operation<ExecuteChangeSetCommand, Parts>('ExecuteChangeSet', async (input, parts) => {
  const found = await existingChangeSet(parts.database, { name: input.ChangeSetName, stack: input.StackName });
  await execute(parts, found, { request: input, caller: parts.request.caller });
  for (let waited = 0; waited < PATIENCE_MS && (await isUnderWay(parts, found.stack.id)); waited += LOOK_MS)
    await sleep(parts.clock, LOOK_MS);
  return {};
});

const isUnderWay = async ({ database }: Parts, id: string) =>
  (await findStack(database, id))?.state.operation !== undefined;
