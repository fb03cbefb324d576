import type { ListRoleTagsCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { listTags } from '../list-page.ts';
import type { Parts } from '../parts.ts';

export const listRoleTags = operation<ListRoleTagsCommand, Parts>('ListRoleTags', async (input, parts) => {
  const role = await existingRole(parts, input.RoleName);
  const { rows, page } = await listTags(`ListRoleTags ${role.name}`, role.tags, input);
  return { Tags: rows, ...page };
});
