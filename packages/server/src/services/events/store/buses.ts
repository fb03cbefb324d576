import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';

export interface Bus {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON. */
  readonly policy: string | undefined;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface BusTable {
  name: string;
  description: string | null;
  policy: string | null;
  tags: string;
  created_at: number;
  updated_at: number;
}

interface Tables {
  events_buses: BusTable;
}

const buses = (db: Db) => db.tables<Tables>();

const toRow = (bus: Bus): BusTable => ({
  name: bus.name,
  description: bus.description ?? null,
  policy: bus.policy ?? null,
  tags: JSON.stringify(bus.tags),
  created_at: bus.createdAt,
  updated_at: bus.updatedAt,
});

const toBus = (row: BusTable): Bus => ({
  name: row.name,
  description: row.description ?? undefined,
  policy: row.policy ?? undefined,
  tags: JSON.parse(row.tags) as Tag[],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** False when there is one of this name. */
export async function insertBus(db: Db, bus: Bus): Promise<boolean> {
  const result = await buses(db)
    .insertInto('events_buses')
    .values(toRow(bus))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function saveBus(db: Db, bus: Bus): Promise<void> {
  await buses(db).updateTable('events_buses').set(toRow(bus)).where('name', '=', bus.name).execute();
}

export async function deleteBusRow(db: Db, name: string): Promise<void> {
  await buses(db).deleteFrom('events_buses').where('name', '=', name).execute();
}

export async function findBus(db: Db, name: string): Promise<Bus | undefined> {
  const row = await buses(db).selectFrom('events_buses').selectAll().where('name', '=', name).executeTakeFirst();
  return row && toBus(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockBus(tx: Db, name: string): Promise<Bus | undefined> {
  const query = buses(tx).selectFrom('events_buses').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toBus(row);
}

/** A page of names beginning with `prefix`, sorted. */
export async function listBusRows(db: Db, part: { prefix: string; after: string; limit: number }): Promise<Bus[]> {
  const rows = await buses(db)
    .selectFrom('events_buses')
    .selectAll()
    .where('name', '>', part.after)
    .where(sql<boolean>`substr(name, 1, ${sql.lit(part.prefix.length)}) = ${part.prefix}`)
    .orderBy('name')
    .limit(part.limit)
    .execute();
  return rows.map(toBus);
}
