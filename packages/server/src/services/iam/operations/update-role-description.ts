import type { UpdateRoleDescriptionCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import { describeRole } from '../describe.ts';
import type { Parts } from '../parts.ts';

export const updateRoleDescription = operation<UpdateRoleDescriptionCommand, Parts>(
  'UpdateRoleDescription',
  async (input, parts) => {
    const role = await changeRole(parts, input.RoleName, (found) => ({ ...found, description: input.Description }));
    return { Role: describeRole(parts.account, role) };
  },
);
