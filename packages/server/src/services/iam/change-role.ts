import { roleNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { findRole, lockRole, type Role, saveRole } from './store/roles.ts';

/** The role, or AWS's refusal. */
export async function existingRole({ database }: Parts, name: string): Promise<Role> {
  const role = await findRole(database, name);
  if (!role) throw roleNotFound(name);
  return role;
}

/** Replaces a role by what `change` makes of it. */
export function changeRole({ database }: Parts, name: string, change: (role: Role) => Role): Promise<Role> {
  return database.transaction(async (tx) => {
    const role = await lockRole(tx, name);
    if (!role) throw roleNotFound(name);
    const changed = change(role);
    await saveRole(tx, changed);
    return changed;
  });
}
