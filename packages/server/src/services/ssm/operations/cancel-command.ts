import type { CancelCommandCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { changeInvocation, queueInvocation } from '../change-invocation.ts';
import { commandNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { isEnded } from '../rules/command.ts';
import { findCommand, listInvocations } from '../store/commands.ts';

/** What has not begun ends at once; what runs is ended by whoever looks after it. */
export const cancelCommand = operation<CancelCommandCommand, Parts>('CancelCommand', async (input, parts) => {
  const { CommandId, InstanceIds } = input;
  const { database } = parts;
  if (!(await findCommand(database, CommandId))) throw commandNotFound();
  const invocations = await listInvocations(database, { command: CommandId });
  for (const { command, instance } of invocations) {
    if (InstanceIds?.length && !InstanceIds.includes(instance)) continue;
    await changeInvocation(parts, { command, instance }, (invocation) => {
      if (isEnded(invocation)) return undefined;
      const status = invocation.results.length === 0 ? 'Cancelled' : 'Cancelling';
      return { ...invocation, status, details: status };
    });
    await database.transaction((tx) => queueInvocation(tx, parts, { command, instance }));
  }
  return {};
});
