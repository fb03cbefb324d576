import type { Db } from '../../../database/database.ts';
import type { FunctionDocument, FunctionRecord } from '../rules/function.ts';

interface Tables {
  lambda_functions: { name: string; document: string; versions: number; concurrency: number | null; tags: string };
  lambda_versions: { name: string; version: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();

const recordOf = (row: Tables['lambda_functions']): FunctionRecord => ({
  name: row.name,
  latest: JSON.parse(row.document) as FunctionDocument,
  versions: row.versions,
  ...(row.concurrency === null ? {} : { concurrency: row.concurrency }),
  tags: JSON.parse(row.tags) as Record<string, string>,
});

const rowOf = ({ name, latest, versions, concurrency, tags }: FunctionRecord): Tables['lambda_functions'] => ({
  name,
  document: JSON.stringify(latest),
  versions,
  concurrency: concurrency ?? null,
  tags: JSON.stringify(tags),
});

/** False when there is one of that name. */
export async function insertFunction(tx: Db, record: FunctionRecord): Promise<boolean> {
  const query = tables(tx).insertInto('lambda_functions').values(rowOf(record));
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findFunction(db: Db, name: string): Promise<FunctionRecord | undefined> {
  const query = tables(db).selectFrom('lambda_functions').selectAll().where('name', '=', name);
  const row = await query.executeTakeFirst();
  return row && recordOf(row);
}

/** The function, which nobody else can change until the transaction ends. */
export async function lockFunction(tx: Db, name: string): Promise<FunctionRecord | undefined> {
  const query = tables(tx).selectFrom('lambda_functions').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && recordOf(row);
}

export async function saveFunction(tx: Db, record: FunctionRecord): Promise<void> {
  const { name, ...row } = rowOf(record);
  await tables(tx).updateTable('lambda_functions').set(row).where('name', '=', name).execute();
}

/** Functions in the order of their names, after a name. */
export async function listFunctionRows(db: Db, after: string | undefined, limit: number): Promise<FunctionRecord[]> {
  let query = tables(db).selectFrom('lambda_functions').selectAll();
  if (after !== undefined) query = query.where('name', '>', after);
  return (await query.orderBy('name').limit(limit).execute()).map(recordOf);
}

export async function deleteFunctionRows(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('lambda_functions').where('name', '=', name).execute();
  await tables(tx).deleteFrom('lambda_versions').where('name', '=', name).execute();
}

export async function insertVersion(tx: Db, name: string, version: number, document: FunctionDocument): Promise<void> {
  const row = { name, version, document: JSON.stringify(document) };
  await tables(tx).insertInto('lambda_versions').values(row).execute();
}

export async function findVersion(db: Db, name: string, version: number): Promise<FunctionDocument | undefined> {
  const query = tables(db).selectFrom('lambda_versions').select('document').where('name', '=', name);
  const row = await query.where('version', '=', version).executeTakeFirst();
  return row && (JSON.parse(row.document) as FunctionDocument);
}

export async function listVersions(
  db: Db,
  name: string,
  after: number,
  limit: number,
): Promise<{ version: number; document: FunctionDocument }[]> {
  const query = tables(db).selectFrom('lambda_versions').selectAll().where('name', '=', name);
  const rows = await query.where('version', '>', after).orderBy('version').limit(limit).execute();
  return rows.map((row) => ({ version: row.version, document: JSON.parse(row.document) as FunctionDocument }));
}

export async function deleteVersion(tx: Db, name: string, version: number): Promise<void> {
  await tables(tx).deleteFrom('lambda_versions').where('name', '=', name).where('version', '=', version).execute();
}
