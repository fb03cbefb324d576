import type { Db } from '../../../database/database.ts';

interface Tables {
  iam_role_policies: { role: string; name: string; document: string };
}

const policies = (db: Db) => db.tables<Tables>();

export async function putRolePolicyRow(db: Db, policy: { role: string; name: string; document: string }) {
  await policies(db)
    .insertInto('iam_role_policies')
    .values(policy)
    .onConflict((conflict) => conflict.columns(['role', 'name']).doUpdateSet({ document: policy.document }))
    .execute();
}

export async function findRolePolicy(db: Db, role: string, name: string): Promise<string | undefined> {
  const row = await policies(db)
    .selectFrom('iam_role_policies')
    .select('document')
    .where('role', '=', role)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.document;
}

/** False when there was none. */
export async function deleteRolePolicyRow(db: Db, role: string, name: string): Promise<boolean> {
  const result = await policies(db)
    .deleteFrom('iam_role_policies')
    .where('role', '=', role)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function listRolePolicyNames(db: Db, role: string, after: string, limit: number): Promise<string[]> {
  const rows = await policies(db)
    .selectFrom('iam_role_policies')
    .select('name')
    .where('role', '=', role)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.name);
}

/** The other inline policies of a role, to add up their sizes. */
export async function otherRolePolicies(db: Db, role: string, name: string): Promise<string[]> {
  const rows = await policies(db)
    .selectFrom('iam_role_policies')
    .select('document')
    .where('role', '=', role)
    .where('name', '<>', name)
    .execute();
  return rows.map((row) => row.document);
}
