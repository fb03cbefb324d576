import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Place } from '../rules/keys.ts';

interface Tables {
  dynamodb_items: { table_name: string; hash_key: string; range_key: string; item: string };
}

const tables = (db: Db) => db.tables<Tables>();
const itemOf = ({ item }: { item: string }) => JSON.parse(item) as Item;

/** Keeps others from items until the transaction ends, whether the items are there or not; always in one order. */
export async function lockItems(tx: Db, places: readonly { table: string; place: Place }[]): Promise<void> {
  if (tx.dialect !== 'postgres') return;
  const names = places.map(({ table, place }) => `dynamodb ${table} ${place.hash} ${place.range}`);
  for (const name of [...new Set(names)].sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tables(tx));
  }
}

export async function findItem(db: Db, table: string, { hash, range }: Place): Promise<Item | undefined> {
  const query = tables(db).selectFrom('dynamodb_items').select('item').where('table_name', '=', table);
  const row = await query.where('hash_key', '=', hash).where('range_key', '=', range).executeTakeFirst();
  return row && itemOf(row);
}

export async function saveItem(tx: Db, table: string, { hash, range }: Place, value: Item): Promise<void> {
  const item = JSON.stringify(value);
  const row = { table_name: table, hash_key: hash, range_key: range, item };
  const query = tables(tx).insertInto('dynamodb_items').values(row);
  const key = ['table_name', 'hash_key', 'range_key'] as const;
  await query.onConflict((conflict) => conflict.columns([...key]).doUpdateSet({ item })).execute();
}

export async function deleteItemRow(tx: Db, table: string, { hash, range }: Place): Promise<void> {
  const query = tables(tx).deleteFrom('dynamodb_items').where('table_name', '=', table);
  await query.where('hash_key', '=', hash).where('range_key', '=', range).execute();
}

export async function deleteItems(tx: Db, table: string): Promise<void> {
  await tables(tx).deleteFrom('dynamodb_items').where('table_name', '=', table).execute();
}

export async function countItems(db: Db, table: string): Promise<{ count: number; bytes: number }> {
  const row = await tables(db)
    .selectFrom('dynamodb_items')
    .select((expression) => [
      expression.fn.countAll<number | string>().as('count'),
      sql<number | string | null>`sum(length(item))`.as('bytes'),
    ])
    .where('table_name', '=', table)
    .executeTakeFirst();
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** Items in the order of their keys, behind one of them. */
export async function scanItems(db: Db, table: string, after: Place | undefined, limit: number): Promise<Item[]> {
  let query = tables(db).selectFrom('dynamodb_items').select('item').where('table_name', '=', table);
  if (after) {
    query = query.where((where) =>
      where.or([
        where('hash_key', '>', after.hash),
        where.and([where('hash_key', '=', after.hash), where('range_key', '>', after.range)]),
      ]),
    );
  }
  return (await query.orderBy('hash_key').orderBy('range_key').limit(limit).execute()).map(itemOf);
}

/** Of one partition key, in the order of the sort key, which must lie within bounds. */
export async function queryItems(
  db: Db,
  table: string,
  { hash, bounds, isForward, limit }: { hash: string; bounds: readonly Bound[]; isForward: boolean; limit: number },
): Promise<Item[]> {
  let query = tables(db).selectFrom('dynamodb_items').select('item').where('table_name', '=', table);
  query = query.where('hash_key', '=', hash);
  for (const { operator, text } of bounds) {
    query =
      operator === 'starts-with'
        ? query.where(sql<string>`substr(range_key, 1, ${text.length})`, '=', text)
        : query.where('range_key', operator, text);
  }
  const rows = await query
    .orderBy('range_key', isForward ? 'asc' : 'desc')
    .limit(limit)
    .execute();
  return rows.map(itemOf);
}

export interface Bound {
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'starts-with';
  readonly text: string;
}
