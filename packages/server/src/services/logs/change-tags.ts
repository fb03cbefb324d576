import type { Database } from '../../database/database.ts';
import { findExistingGroup } from './find-group.ts';
import { changeGroup } from './store.ts';

/** Adds tags to a group and takes others away. */
export async function changeTags(
  database: Database,
  groupName: string,
  change: { add?: Readonly<Record<string, string>>; remove?: readonly string[] },
): Promise<void> {
  await database.transaction(async (tx) => {
    const { tags } = await findExistingGroup(tx, groupName);
    const kept = Object.entries(tags).filter(([key]) => !change.remove?.includes(key));
    await changeGroup(tx, groupName, { tags: { ...Object.fromEntries(kept), ...change.add } });
  });
}
