import type { UntagRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeRole } from '../change-role.ts';
import type { Parts } from '../parts.ts';
import { withoutTags } from '../rules/tags.ts';

export const untagRole = operation<UntagRoleCommand, Parts>('UntagRole', async (input, parts) => {
  await changeRole(parts, input.RoleName, (role) => ({ ...role, tags: withoutTags(role.tags, input.TagKeys) }));
});
