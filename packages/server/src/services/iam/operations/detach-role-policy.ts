import type { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { checkUnlinked } from '../check-input.ts';
import { policyNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteAttachment } from '../store/attachments.ts';

export const detachRolePolicy = operation<DetachRolePolicyCommand, Parts>('DetachRolePolicy', async (input, parts) => {
  const role = await existingRole(parts, input.RoleName);
  checkUnlinked(role);
  const detached = await deleteAttachment(parts.database, role.name, input.PolicyArn);
  if (!detached) throw policyNotFound(input.PolicyArn);
});
