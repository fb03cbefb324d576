import type { TagRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import { checkedTags } from '../check-input.ts';
import type { Parts } from '../parts.ts';

export const tagRole = operation<TagRoleCommand, Parts>('TagRole', async (input, parts) => {
  await changeRole(parts, input.RoleName, (role) => ({ ...role, tags: checkedTags(input.Tags, role.tags) }));
});
