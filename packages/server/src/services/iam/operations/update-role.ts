import type { UpdateRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import { checkUnlinked } from '../check-input.ts';
import type { Parts } from '../parts.ts';

export const updateRole = operation<UpdateRoleCommand, Parts>('UpdateRole', async (input, parts) => {
  await changeRole(parts, input.RoleName, (role) => {
    checkUnlinked(role);
    return {
      ...role,
      description: input.Description ?? role.description,
      maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
    };
  });
  return {};
});
