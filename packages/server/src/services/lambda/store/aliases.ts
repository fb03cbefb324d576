import type { Db } from '../../../database/database.ts';
import type { Alias } from '../rules/alias.ts';

interface Tables {
  lambda_aliases: { name: string; alias: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const aliasOf = (row: Tables['lambda_aliases']) => JSON.parse(row.document) as Alias;

export async function insertAlias(tx: Db, name: string, alias: Alias): Promise<boolean> {
  const row = { name, alias: alias.name, document: JSON.stringify(alias) };
  const query = tables(tx).insertInto('lambda_aliases').values(row);
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findAlias(db: Db, name: string, alias: string): Promise<Alias | undefined> {
  const query = tables(db).selectFrom('lambda_aliases').selectAll().where('name', '=', name);
  const row = await query.where('alias', '=', alias).executeTakeFirst();
  return row && aliasOf(row);
}

export async function saveAlias(tx: Db, name: string, alias: Alias): Promise<void> {
  const query = tables(tx)
    .updateTable('lambda_aliases')
    .set({ document: JSON.stringify(alias) });
  await query.where('name', '=', name).where('alias', '=', alias.name).execute();
}

export async function listAliasRows(db: Db, name: string, after: string, limit: number): Promise<Alias[]> {
  const query = tables(db).selectFrom('lambda_aliases').selectAll().where('name', '=', name);
  return (await query.where('alias', '>', after).orderBy('alias').limit(limit).execute()).map(aliasOf);
}

/** One alias, or all of a function. */
export async function deleteAliases(tx: Db, name: string, alias?: string): Promise<void> {
  const query = tables(tx).deleteFrom('lambda_aliases').where('name', '=', name);
  await (alias === undefined ? query : query.where('alias', '=', alias)).execute();
}
