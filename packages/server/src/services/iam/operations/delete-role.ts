import type { DeleteRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { checkUnlinked } from '../check-input.ts';
import type { Parts } from '../parts.ts';
import { removeRole } from '../remove-role.ts';

export const deleteRole = operation<DeleteRoleCommand, Parts>('DeleteRole', async (input, { database }) => {
  await database.transaction((tx) => removeRole(tx, input.RoleName, checkUnlinked));
});
