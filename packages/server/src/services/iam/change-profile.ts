import type { Db } from '../../database/database.ts';
import { describeProfile } from './describe.ts';
import { profileNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { findProfile, type InstanceProfile, lockProfile } from './store/instance-profiles.ts';
import { findRole } from './store/roles.ts';

/** The instance profile, or AWS's refusal. */
export async function existingProfile({ database }: Parts, name: string): Promise<InstanceProfile> {
  const profile = await findProfile(database, name);
  if (!profile) throw profileNotFound(name);
  return profile;
}

/** Does something to an instance profile while nobody else can. */
export function changeProfile<Result>(
  { database }: Parts,
  name: string,
  change: (tx: Db, profile: InstanceProfile) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (tx) => {
    const profile = await lockProfile(tx, name);
    if (!profile) throw profileNotFound(name);
    return await change(tx, profile);
  });
}

/** As AWS answers it, with its role. */
export async function describeWithRole({ database, account }: Parts, profile: InstanceProfile) {
  const role = profile.role === undefined ? undefined : await findRole(database, profile.role);
  return describeProfile(account, profile, role);
}

/** The same of a page of them. */
export async function describeProfiles(parts: Parts, profiles: readonly InstanceProfile[]) {
  const described = [];
  for (const profile of profiles) described.push(await describeWithRole(parts, profile));
  return described;
}
