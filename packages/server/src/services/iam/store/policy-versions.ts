import type { Db } from '../../../database/database.ts';

export interface PolicyVersion {
  /** ARN. */
  readonly policy: string;
  readonly number: number;
  /** JSON, as it was given. */
  readonly document: string;
  readonly createdAt: number;
}

interface Tables {
  iam_policy_versions: { policy: string; number: number; document: string; created_at: number };
}

const versions = (db: Db) => db.tables<Tables>();

export async function insertPolicyVersion(db: Db, version: PolicyVersion): Promise<void> {
  const { createdAt, ...rest } = version;
  await versions(db)
    .insertInto('iam_policy_versions')
    .values({ ...rest, created_at: createdAt })
    .execute();
}

export async function findPolicyVersion(db: Db, policy: string, number: number): Promise<PolicyVersion | undefined> {
  const row = await versions(db)
    .selectFrom('iam_policy_versions')
    .selectAll()
    .where('policy', '=', policy)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && { policy, number, document: row.document, createdAt: row.created_at };
}

/** All of them, newest first: there are five at most. */
export async function listPolicyVersionRows(db: Db, policy: string): Promise<PolicyVersion[]> {
  const rows = await versions(db)
    .selectFrom('iam_policy_versions')
    .selectAll()
    .where('policy', '=', policy)
    .orderBy('number', 'desc')
    .execute();
  return rows.map((row) => ({ policy, number: row.number, document: row.document, createdAt: row.created_at }));
}

export async function deletePolicyVersionRow(db: Db, policy: string, number: number): Promise<void> {
  await versions(db)
    .deleteFrom('iam_policy_versions')
    .where('policy', '=', policy)
    .where('number', '=', number)
    .execute();
}
