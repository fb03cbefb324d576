import type { DeleteActivityCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { activityOf } from '../rules/arns.ts';
import { deleteActivityRow } from '../store/activities.ts';

export const deleteActivity = operation<DeleteActivityCommand, Parts>('DeleteActivity', async (input, { database }) => {
  await database.transaction((tx) => deleteActivityRow(tx, activityOf(input.activityArn) ?? ''));
  return {};
});
