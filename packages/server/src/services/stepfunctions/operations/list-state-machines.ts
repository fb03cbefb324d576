import type { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { listMachineRows } from '../store/machines.ts';

const PAGE = 100;

export const listStateMachines = operation<ListStateMachinesCommand, Parts>(
  'ListStateMachines',
  async ({ maxResults, nextToken }, parts) => {
    const limit = maxResults || PAGE;
    const records = await listMachineRows(parts.database, nextToken, limit + 1);
    const shown = records.slice(0, limit);
    const last = shown.at(-1)?.name;
    return {
      stateMachines: shown.map(({ name, document }) => ({
        stateMachineArn: machineArn(parts, name),
        name,
        type: document.type,
        creationDate: new Date(document.createdAt),
      })),
      ...(records.length > limit && last ? { nextToken: last } : {}),
    };
  },
);
