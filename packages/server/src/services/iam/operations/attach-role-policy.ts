import type { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { lockAttachablePolicy } from '../change-policy.ts';
import { checkUnlinked } from '../check-input.ts';
import { roleNotFound, tooLarge } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { countAttachments, insertAttachment } from '../store/attachments.ts';
import { lockRole } from '../store/roles.ts';

/** What AWS allows an account that asked for more; ten otherwise. */
const MOST_POLICIES = 25;

export const attachRolePolicy = operation<AttachRolePolicyCommand, Parts>('AttachRolePolicy', async (input, parts) => {
  await parts.database.transaction(async (tx) => {
    await lockAttachablePolicy(tx, parts, input.PolicyArn);
    const role = await lockRole(tx, input.RoleName);
    if (!role) throw roleNotFound(input.RoleName);
    checkUnlinked(role);
    const others = await countAttachments(tx, role.name, input.PolicyArn);
    if (others >= MOST_POLICIES) throw tooLarge('PoliciesPerRole', MOST_POLICIES);
    await insertAttachment(tx, role.name, input.PolicyArn);
  });
});
