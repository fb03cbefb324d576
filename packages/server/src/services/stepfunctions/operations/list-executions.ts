import type { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeRun } from '../describe.ts';
import { notHere, wrongType } from '../errors.ts';
import { findExisting, nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listExecutionRows, orderOf } from '../store/executions.ts';

const PAGE = 100;

export const listExecutions = operation<ListExecutionsCommand, Parts>(
  'ListExecutions',
  async ({ stateMachineArn, statusFilter, maxResults, nextToken }, parts) => {
    if (stateMachineArn === undefined) throw notHere('ListExecutions of a map run');
    const { name: machine, qualifier } = nameOf(stateMachineArn);
    const { document } = await findExisting(parts.database, stateMachineArn);
    if (document.type === 'EXPRESS') throw wrongType('Executions of EXPRESS state machines are not listed');
    const limit = maxResults || PAGE;
    const about = { machine, status: statusFilter, before: nextToken, limit: limit + 1 };
    const rows = await listExecutionRows(parts.database, about);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const wanted = shown.filter(
      (row) =>
        qualifier === undefined || row.document.alias === qualifier || String(row.document.version) === qualifier,
    );
    return {
      executions: wanted.map((row) => describeRun(parts, row)),
      ...(rows.length > limit && last ? { nextToken: orderOf(last) } : {}),
    };
  },
);
