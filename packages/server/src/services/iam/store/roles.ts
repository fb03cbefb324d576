import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';
import { type ListPart, startingWith } from './list-part.ts';

export interface Role {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly id: string;
  /** JSON, as it was given. */
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  /** ARN of the policy that bounds it. */
  readonly boundary: string | undefined;
  readonly tags: readonly Tag[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface RoleTable {
  name: string;
  name_key: string;
  path: string;
  id: string;
  trust_policy: string;
  description: string | null;
  max_session_seconds: number;
  boundary: string | null;
  tags: string;
  created_at: number;
}

interface Tables {
  iam_roles: RoleTable;
}

const roles = (db: Db) => db.tables<Tables>();

const toRow = (role: Role): RoleTable => ({
  name: role.name,
  name_key: role.name.toLowerCase(),
  path: role.path,
  id: role.id,
  trust_policy: role.trustPolicy,
  description: role.description ?? null,
  max_session_seconds: role.maxSessionSeconds,
  boundary: role.boundary ?? null,
  tags: JSON.stringify(role.tags),
  created_at: role.createdAt,
});

const toRole = (row: RoleTable): Role => ({
  name: row.name,
  path: row.path,
  id: row.id,
  trustPolicy: row.trust_policy,
  description: row.description ?? undefined,
  maxSessionSeconds: row.max_session_seconds,
  boundary: row.boundary ?? undefined,
  tags: JSON.parse(row.tags) as Tag[],
  createdAt: row.created_at,
});

/** False when the name is taken. */
export async function insertRole(db: Db, role: Role): Promise<boolean> {
  const result = await roles(db)
    .insertInto('iam_roles')
    .values(toRow(role))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function saveRole(db: Db, role: Role): Promise<void> {
  await roles(db).updateTable('iam_roles').set(toRow(role)).where('name', '=', role.name).execute();
}

export async function deleteRoleRow(db: Db, name: string): Promise<void> {
  await roles(db).deleteFrom('iam_roles').where('name', '=', name).execute();
}

export async function findRole(db: Db, name: string): Promise<Role | undefined> {
  const row = await roles(db).selectFrom('iam_roles').selectAll().where('name', '=', name).executeTakeFirst();
  return row && toRole(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockRole(tx: Db, name: string): Promise<Role | undefined> {
  const query = roles(tx).selectFrom('iam_roles').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toRole(row);
}

export async function listRoleRows(db: Db, { pathPrefix, after, limit }: ListPart): Promise<Role[]> {
  const rows = await roles(db)
    .selectFrom('iam_roles')
    .selectAll()
    .where('name', '>', after)
    .where(startingWith('path', pathPrefix))
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(toRole);
}

export async function countRoles(db: Db): Promise<number> {
  const row = await roles(db)
    .selectFrom('iam_roles')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
