import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

/** One version of a parameter; the value of a SecureString is sealed. */
export interface ParameterVersion {
  readonly name: string;
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly dataType: string;
  readonly tier: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly keyId?: string;
  readonly modifiedBy: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly labels: readonly string[];
}

interface Tables {
  ssm_parameters: { name: string; version: number; tags: string; current: string };
  ssm_parameter_versions: { name: string; version: number; labels: string; document: string };
}

export type Tags = Readonly<Record<string, string>>;

export async function findParameter(
  db: Db,
  name: string,
): Promise<{ current: ParameterVersion; tags: Tags } | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('ssm_parameters')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return (
    row && {
      current: await withLabels(db, JSON.parse(row.current) as ParameterVersion),
      tags: JSON.parse(row.tags) as Tags,
    }
  );
}

async function withLabels(db: Db, current: ParameterVersion): Promise<ParameterVersion> {
  return (await findVersion(db, current.name, current.version)) ?? current;
}

export async function saveVersion(tx: Db, parameter: ParameterVersion, tags: Tags): Promise<void> {
  const { name, version } = parameter;
  const current = JSON.stringify(parameter);
  await tx
    .tables<Tables>()
    .insertInto('ssm_parameters')
    .values({ name, version, tags: JSON.stringify(tags), current })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ version, current }))
    .execute();
  await tx
    .tables<Tables>()
    .insertInto('ssm_parameter_versions')
    .values({ name, version, labels: JSON.stringify(parameter.labels), document: current })
    .execute();
}

export async function findVersion(db: Db, name: string, version: number): Promise<ParameterVersion | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('ssm_parameter_versions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && versionOf(row);
}

const versionOf = (row: Tables['ssm_parameter_versions']): ParameterVersion => ({
  ...(JSON.parse(row.document) as ParameterVersion),
  labels: JSON.parse(row.labels) as string[],
});

/** Versions of a parameter, oldest first, after a version. */
export async function listVersions(db: Db, name: string, after: number, limit: number): Promise<ParameterVersion[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('ssm_parameter_versions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '>', after)
    .orderBy('version')
    .limit(limit)
    .execute();
  return rows.map(versionOf);
}

export async function saveLabels(tx: Db, name: string, version: number, labels: readonly string[]): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('ssm_parameter_versions')
    .set({ labels: JSON.stringify(labels) })
    .where('name', '=', name)
    .where('version', '=', version)
    .execute();
}

export async function deleteVersion(tx: Db, name: string, version: number): Promise<void> {
  await tx
    .tables<Tables>()
    .deleteFrom('ssm_parameter_versions')
    .where('name', '=', name)
    .where('version', '=', version)
    .execute();
}

export async function saveTags(tx: Db, name: string, tags: Tags): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('ssm_parameters')
    .set({ tags: JSON.stringify(tags) })
    .where('name', '=', name)
    .execute();
}

/** Parameters by name, after a name, below a prefix. */
export async function listParameters(
  db: Db,
  filter: { prefix?: string; after?: string; limit: number },
): Promise<ParameterVersion[]> {
  let query = db.tables<Tables>().selectFrom('ssm_parameters').select('current');
  if (filter.prefix) query = query.where(sql<string>`substr(name, 1, ${filter.prefix.length})`, '=', filter.prefix);
  if (filter.after !== undefined) query = query.where('name', '>', filter.after);
  const rows = await query.orderBy('name').limit(filter.limit).execute();
  return rows.map(({ current }) => JSON.parse(current) as ParameterVersion);
}

/** False when there was none. */
export async function deleteParameterRows(tx: Db, name: string): Promise<boolean> {
  const result = await tx.tables<Tables>().deleteFrom('ssm_parameters').where('name', '=', name).executeTakeFirst();
  await tx.tables<Tables>().deleteFrom('ssm_parameter_versions').where('name', '=', name).execute();
  return result.numDeletedRows > 0n;
}
