import type { Db } from '../../database/database.ts';
import { roleHasAttachments, roleHasPolicies, roleIsInProfile, roleNotFound } from './errors.ts';
import { countAttachments } from './store/attachments.ts';
import { listProfileRows } from './store/instance-profiles.ts';
import { listRolePolicyNames } from './store/role-policies.ts';
import { deleteRoleRow, lockRole, type Role } from './store/roles.ts';

const FIRST = { pathPrefix: '', after: '', limit: 1 };

/** Deletes a role that nothing hangs on; in this order AWS says what does. */
export async function removeRole(tx: Db, name: string, check?: (role: Role) => void): Promise<void> {
  const role = await lockRole(tx, name);
  if (!role) throw roleNotFound(name);
  check?.(role);
  if ((await listProfileRows(tx, FIRST, name)).length > 0) throw roleIsInProfile();
  if ((await countAttachments(tx, name)) > 0) throw roleHasAttachments();
  if ((await listRolePolicyNames(tx, name, '', 1)).length > 0) throw roleHasPolicies();
  await deleteRoleRow(tx, name);
}
