import type { ListRolesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeListedRole } from '../describe.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listRoleRows } from '../store/roles.ts';

export const listRoles = operation<ListRolesCommand, Parts>('ListRoles', async (input, { database, account }) => {
  const { rows, page } = await listPage('ListRoles', input, {
    load: (part) => listRoleRows(database, part),
    keyOf: (role) => role.name,
  });
  return { Roles: rows.map((role) => describeListedRole(account, role)), ...page };
});
