import type { ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listRolePolicyNames } from '../store/role-policies.ts';

export const listRolePolicies = operation<ListRolePoliciesCommand, Parts>('ListRolePolicies', async (input, parts) => {
  const role = await existingRole(parts, input.RoleName);
  const { rows, page } = await listPage(`ListRolePolicies ${role.name}`, input, {
    load: ({ after, limit }) => listRolePolicyNames(parts.database, role.name, after, limit),
    keyOf: (name) => name,
  });
  return { PolicyNames: rows, ...page };
});
