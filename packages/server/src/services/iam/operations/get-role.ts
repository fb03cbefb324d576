import type { GetRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { describeRole } from '../describe.ts';
import type { Parts } from '../parts.ts';

export const getRole = operation<GetRoleCommand, Parts>('GetRole', async (input, parts) => ({
  Role: describeRole(parts.account, await existingRole(parts, input.RoleName)),
}));
