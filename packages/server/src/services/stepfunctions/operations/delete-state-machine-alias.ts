import type { DeleteStateMachineAliasCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { deleteQualifier } from '../store/machines.ts';

export const deleteStateMachineAlias = operation<DeleteStateMachineAliasCommand, Parts>(
  'DeleteStateMachineAlias',
  async ({ stateMachineAliasArn }, { database }) => {
    const { name, qualifier = '' } = nameOf(stateMachineAliasArn);
    await database.transaction((tx) => deleteQualifier(tx, name, 'alias', qualifier));
    return {};
  },
);
