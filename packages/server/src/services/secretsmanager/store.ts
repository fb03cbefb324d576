import type { Db } from '../../database/database.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly keyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** When it is deleted for good; nobody reads it from the moment this is set. */
  readonly deletionAt?: number;
}

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  /** Staging labels, such as AWSCURRENT. */
  readonly stages: readonly string[];
  /** Sealed JSON of a SecretValue. */
  readonly sealed: string;
}

/** What a version holds: text, or bytes as base64. */
export interface SecretValue {
  readonly text?: string;
  readonly bytes?: string;
}

interface VersionRow {
  arn: string;
  id: string;
  created_at: number;
  stages: string;
  sealed: string;
}

interface Tables {
  secretsmanager_secrets: { name: string; arn: string; document: string };
  secretsmanager_versions: VersionRow;
}

/** False when the name is taken. */
export async function insertSecret(tx: Db, secret: Secret): Promise<boolean> {
  const row = { name: secret.name, arn: secret.arn, document: JSON.stringify(secret) };
  const result = await tx
    .tables<Tables>()
    .insertInto('secretsmanager_secrets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

const ARN = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/;

/** By name, whole ARN, or an ARN without its six random characters. */
export async function findSecret(db: Db, id: string): Promise<Secret | undefined> {
  const partial = ARN.exec(id)?.[1];
  const row = await db
    .tables<Tables>()
    .selectFrom('secretsmanager_secrets')
    .select('document')
    .where((where) => where.or([where('arn', '=', id), where('name', '=', partial ?? id)]))
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Secret);
}

export async function saveSecret(tx: Db, secret: Secret): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('secretsmanager_secrets')
    .set({ document: JSON.stringify(secret) })
    .where('arn', '=', secret.arn)
    .execute();
}

/** Secrets by name, after a name. */
export async function listSecretRows(db: Db, after: string | undefined, limit: number): Promise<Secret[]> {
  let query = db.tables<Tables>().selectFrom('secretsmanager_secrets').select('document');
  if (after !== undefined) query = query.where('name', '>', after);
  const rows = await query.orderBy('name').limit(limit).execute();
  return rows.map(({ document }) => JSON.parse(document) as Secret);
}

export async function deleteSecretRows(tx: Db, arn: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('secretsmanager_versions').where('arn', '=', arn).execute();
  await tx.tables<Tables>().deleteFrom('secretsmanager_secrets').where('arn', '=', arn).execute();
}

/** Versions of a secret, oldest first. */
export async function listVersions(db: Db, arn: string): Promise<SecretVersion[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('secretsmanager_versions')
    .selectAll()
    .where('arn', '=', arn)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    stages: JSON.parse(row.stages) as string[],
    sealed: row.sealed,
  }));
}

/** Writes the versions that changed, and removes those that are gone. */
export async function saveVersions(
  tx: Db,
  arn: string,
  before: readonly SecretVersion[],
  after: readonly SecretVersion[],
): Promise<void> {
  const table = tx.tables<Tables>();
  for (const { id } of before.filter((version) => !after.some((kept) => kept.id === version.id))) {
    await table.deleteFrom('secretsmanager_versions').where('arn', '=', arn).where('id', '=', id).execute();
  }
  for (const version of after.filter((candidate) => !before.includes(candidate))) {
    const stages = JSON.stringify(version.stages);
    const row = { arn, id: version.id, created_at: version.createdAt, stages, sealed: version.sealed };
    await table
      .insertInto('secretsmanager_versions')
      .values(row)
      .onConflict((conflict) => conflict.columns(['arn', 'id']).doUpdateSet({ stages }))
      .execute();
  }
}
