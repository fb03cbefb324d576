import type { Db } from '../../../database/database.ts';
import type { Table } from '../rules/table.ts';

interface Tables {
  dynamodb_tables: { name: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const tableOf = ({ document }: { document: string }) => JSON.parse(document) as Table;

export async function findTable(db: Db, name: string): Promise<Table | undefined> {
  const row = await tables(db)
    .selectFrom('dynamodb_tables')
    .select('document')
    .where('name', '=', name)
    .executeTakeFirst();
  return row && tableOf(row);
}

export async function saveTable(tx: Db, table: Table): Promise<void> {
  const document = JSON.stringify(table);
  const query = tables(tx).insertInto('dynamodb_tables').values({ name: table.name, document });
  await query.onConflict((conflict) => conflict.column('name').doUpdateSet({ document })).execute();
}

export async function listTableNames(db: Db, after: string | undefined, limit: number): Promise<string[]> {
  let query = tables(db).selectFrom('dynamodb_tables').select('name').orderBy('name').limit(limit);
  if (after !== undefined) query = query.where('name', '>', after);
  return (await query.execute()).map(({ name }) => name);
}

export async function deleteTableRow(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('dynamodb_tables').where('name', '=', name).execute();
}
