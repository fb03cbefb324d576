import type { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { describeCommand } from '../describe-command.ts';
import { commandNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileCommandFilters } from '../rules/command-filters.ts';
import { listCommandRows, listInvocations } from '../store/commands.ts';

export const listCommands = operation<ListCommandsCommand, Parts>('ListCommands', async (input, { database }) => {
  const { CommandId, InstanceId } = input;
  const rows = (await listCommandRows(database)).filter(({ id }) => !CommandId || id === CommandId);
  if (CommandId && rows.length === 0) throw commandNotFound();
  const passes = compileCommandFilters(input.Filters);
  const found = [];
  for (const command of rows) {
    const invocations = await listInvocations(database, { command: command.id });
    if (InstanceId && !invocations.some(({ instance }) => instance === InstanceId)) continue;
    const described = describeCommand(command, invocations);
    if (passes({ at: command.requestedAt, status: described.Status ?? '', document: command.document }))
      found.push(described);
  }
  const listing = `ListCommands ${JSON.stringify([CommandId, InstanceId, input.Filters])}`;
  const page = listPage(found, input, { listing, keyOf: ({ CommandId: id = '' }) => id });
  return { Commands: page.rows, ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
});
