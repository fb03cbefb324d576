import type { ListStateMachineVersionsCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { findExisting } from '../find.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { listQualifiers } from '../store/machines.ts';

export const listStateMachineVersions = operation<ListStateMachineVersionsCommand, Parts>(
  'ListStateMachineVersions',
  async ({ stateMachineArn }, parts) => {
    const { name } = await findExisting(parts.database, stateMachineArn);
    const versions = await listQualifiers(parts.database, name, 'version');
    return {
      stateMachineVersions: versions.map(({ qualifier, document }) => ({
        stateMachineVersionArn: machineArn(parts, name, qualifier),
        creationDate: new Date(document.createdAt),
      })),
    };
  },
);
