import type { ListStateMachineAliasesCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { findExisting } from '../find.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { listQualifiers } from '../store/machines.ts';

export const listStateMachineAliases = operation<ListStateMachineAliasesCommand, Parts>(
  'ListStateMachineAliases',
  async ({ stateMachineArn }, parts) => {
    const { name } = await findExisting(parts.database, stateMachineArn);
    const aliases = await listQualifiers(parts.database, name, 'alias');
    return {
      stateMachineAliases: aliases.map(({ qualifier, document }) => ({
        stateMachineAliasArn: machineArn(parts, name, qualifier),
        creationDate: new Date(document.createdAt),
      })),
    };
  },
);
