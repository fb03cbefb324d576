import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';
import { type ListPart, startingWith } from './list-part.ts';

export interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  /** Its one role's name. */
  readonly role: string | undefined;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
}

interface ProfileTable {
  name: string;
  name_key: string;
  path: string;
  id: string;
  role: string | null;
  tags: string;
  created_at: number;
}

interface Tables {
  iam_instance_profiles: ProfileTable;
}

const profiles = (db: Db) => db.tables<Tables>();

const toRow = (profile: InstanceProfile): ProfileTable => ({
  name: profile.name,
  name_key: profile.name.toLowerCase(),
  path: profile.path,
  id: profile.id,
  role: profile.role ?? null,
  tags: JSON.stringify(profile.tags),
  created_at: profile.createdAt,
});

const toProfile = (row: ProfileTable): InstanceProfile => ({
  name: row.name,
  path: row.path,
  id: row.id,
  role: row.role ?? undefined,
  tags: JSON.parse(row.tags) as Tag[],
  createdAt: row.created_at,
});

/** False when the name is taken. */
export async function insertProfile(db: Db, profile: InstanceProfile): Promise<boolean> {
  const result = await profiles(db)
    .insertInto('iam_instance_profiles')
    .values(toRow(profile))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function saveProfile(db: Db, profile: InstanceProfile): Promise<void> {
  await profiles(db)
    .updateTable('iam_instance_profiles')
    .set(toRow(profile))
    .where('name', '=', profile.name)
    .execute();
}

export async function deleteProfileRow(db: Db, name: string): Promise<void> {
  await profiles(db).deleteFrom('iam_instance_profiles').where('name', '=', name).execute();
}

export async function findProfile(db: Db, name: string): Promise<InstanceProfile | undefined> {
  const row = await profiles(db)
    .selectFrom('iam_instance_profiles')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && toProfile(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockProfile(tx: Db, name: string): Promise<InstanceProfile | undefined> {
  const query = profiles(tx).selectFrom('iam_instance_profiles').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toProfile(row);
}

/** A page of all profiles, or of those that hold `role`, sorted by name. */
export async function listProfileRows(db: Db, part: ListPart, role?: string): Promise<InstanceProfile[]> {
  const query = profiles(db)
    .selectFrom('iam_instance_profiles')
    .selectAll()
    .where('name', '>', part.after)
    .where(startingWith('path', part.pathPrefix));
  const rows = await (role === undefined ? query : query.where('role', '=', role))
    .orderBy('name')
    .limit(part.limit)
    .execute();
  return rows.map(toProfile);
}

export async function countProfiles(db: Db): Promise<number> {
  const row = await profiles(db)
    .selectFrom('iam_instance_profiles')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
