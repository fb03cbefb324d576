import type { DeleteStateMachineVersionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { conflict } from '../errors.ts';
import { nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { deleteQualifier, listQualifiers } from '../store/machines.ts';

export const deleteStateMachineVersion = operation<DeleteStateMachineVersionCommand, Parts>(
  'DeleteStateMachineVersion',
  async ({ stateMachineVersionArn }, { database }) => {
    const { name, qualifier = '' } = nameOf(stateMachineVersionArn);
    await database.transaction(async (tx) => {
      for (const { document } of await listQualifiers(tx, name, 'alias'))
        if (document.routes.some(({ version }) => String(version) === qualifier))
          throw conflict(`The version is used by the alias ${document.name}`);
      await deleteQualifier(tx, name, 'version', qualifier);
    });
    return {};
  },
);
