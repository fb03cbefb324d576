import type { Db } from '../../database/database.ts';
import { groupNotFound } from './errors.ts';
import type { Group } from './rules/schedule.ts';
import { findGroup } from './store/schedules.ts';

export const DEFAULT_GROUP = 'default';

/** A group that was made, or the one that is always there. */
export async function existingGroup(db: Db, name: string = DEFAULT_GROUP): Promise<Group> {
  const found = await findGroup(db, name);
  if (found) return found;
  if (name !== DEFAULT_GROUP) throw groupNotFound(name);
  return { name, createdAt: 0, changedAt: 0, tags: {} };
}
