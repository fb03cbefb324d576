import type { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { deleteMachineRows } from '../store/machines.ts';

export const deleteStateMachine = operation<DeleteStateMachineCommand, Parts>(
  'DeleteStateMachine',
  async ({ stateMachineArn }, { database }) => {
    await database.transaction((tx) => deleteMachineRows(tx, nameOf(stateMachineArn).name));
    return {};
  },
);
