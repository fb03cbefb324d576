import type { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import { checkTrustPolicy, checkUnlinked } from '../check-input.ts';
import type { Parts } from '../parts.ts';

export const updateAssumeRolePolicy = operation<UpdateAssumeRolePolicyCommand, Parts>(
  'UpdateAssumeRolePolicy',
  async (input, parts) => {
    checkTrustPolicy(input.PolicyDocument);
    await changeRole(parts, input.RoleName, (role) => {
      checkUnlinked(role);
      return { ...role, trustPolicy: input.PolicyDocument };
    });
  },
);
