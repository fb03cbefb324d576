import type { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { checkUnlinked } from '../check-input.ts';
import { rolePolicyNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteRolePolicyRow } from '../store/role-policies.ts';

export const deleteRolePolicy = operation<DeleteRolePolicyCommand, Parts>('DeleteRolePolicy', async (input, parts) => {
  const role = await existingRole(parts, input.RoleName);
  checkUnlinked(role);
  const deleted = await deleteRolePolicyRow(parts.database, role.name, input.PolicyName);
  if (!deleted) throw rolePolicyNotFound(input.PolicyName);
});
