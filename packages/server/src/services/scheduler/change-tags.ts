import type { Db } from '../../database/database.ts';
import { groupOfArn } from './arns.ts';
import { groupNotFound } from './errors.ts';
import { existingGroup } from './existing-group.ts';
import type { Parts } from './parts.ts';
import type { Group } from './rules/schedule.ts';
import { saveGroup } from './store/schedules.ts';

/** Only groups have tags. */
export async function taggedGroup(db: Db, arn: string): Promise<Group> {
  const name = groupOfArn(arn);
  if (name === undefined) throw groupNotFound(arn);
  return await existingGroup(db, name);
}

export async function changeTags(
  { database }: Parts,
  arn: string,
  change: (tags: Group['tags']) => Group['tags'],
): Promise<void> {
  await database.transaction(async (tx) => {
    const group = await taggedGroup(tx, arn);
    await saveGroup(tx, { ...group, tags: change(group.tags) });
  });
}
