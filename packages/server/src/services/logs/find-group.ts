import type { Db } from '../../database/database.ts';
import { groupNotFound } from './errors.ts';
import { findGroup, type LogGroup } from './store.ts';

/** The group of that name; refuses when there is none. */
export async function findExistingGroup(db: Db, name: string): Promise<LogGroup> {
  const group = await findGroup(db, name);
  if (!group) throw groupNotFound();
  return group;
}
