import type { PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { lockAttachablePolicy } from '../change-policy.ts';
import { checkUnlinked } from '../check-input.ts';
import { roleNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { lockRole, saveRole } from '../store/roles.ts';

export const putRolePermissionsBoundary = operation<PutRolePermissionsBoundaryCommand, Parts>(
  'PutRolePermissionsBoundary',
  async (input, parts) => {
    await parts.database.transaction(async (tx) => {
      await lockAttachablePolicy(tx, parts, input.PermissionsBoundary);
      const role = await lockRole(tx, input.RoleName);
      if (!role) throw roleNotFound(input.RoleName);
      checkUnlinked(role);
      await saveRole(tx, { ...role, boundary: input.PermissionsBoundary });
    });
  },
);
