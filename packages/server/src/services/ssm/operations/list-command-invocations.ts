import type { ListCommandInvocationsCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { describeInvocation } from '../describe-command.ts';
import { commandNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileCommandFilters } from '../rules/command-filters.ts';
import { findCommand, listInvocations } from '../store/commands.ts';

export const listCommandInvocations = operation<ListCommandInvocationsCommand, Parts>(
  'ListCommandInvocations',
  async (input, { database }) => {
    const { CommandId: command, InstanceId: instance, Details = false } = input;
    if (command && !(await findCommand(database, command))) throw commandNotFound();
    const of = { ...(command ? { command } : {}), ...(instance ? { instance } : {}) };
    const passes = compileCommandFilters(input.Filters);
    const found = [];
    for (const invocation of await listInvocations(database, of)) {
      const sent = await findCommand(database, invocation.command);
      const { requestedAt: at, status } = invocation;
      if (sent && passes({ at, status, document: sent.document })) found.push({ sent, invocation });
    }
    const listing = `ListCommandInvocations ${JSON.stringify([of, input.Filters])}`;
    const page = listPage(found, input, {
      listing,
      keyOf: ({ invocation }) => `${invocation.command} ${invocation.instance}`,
    });
    return {
      CommandInvocations: page.rows.map(({ sent, invocation }) => describeInvocation(sent, invocation, Details)),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
