import type { DeleteRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import { boundaryNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';

export const deleteRolePermissionsBoundary = operation<DeleteRolePermissionsBoundaryCommand, Parts>(
  'DeleteRolePermissionsBoundary',
  async (input, parts) => {
    await changeRole(parts, input.RoleName, (role) => {
      if (role.boundary === undefined) throw boundaryNotFound(role.name);
      return { ...role, boundary: undefined };
    });
  },
);
