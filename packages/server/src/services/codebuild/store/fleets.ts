import { EMPTY_POOL_STATE } from '@codeyard/engine/instance-pools/pool-state';
import type { Db } from '../../../database/database.ts';
import type { Fleet } from '../rules/fleet/fleet.ts';
import { follows, NAMED_COLUMNS, type NamedKey, type NamedPage } from './sorted-page.ts';

interface FleetTable {
  id: string;
  name: string;
  created_at: number;
  last_modified_at: number;
  document: string;
  pool: string;
  pool_version: number;
}

interface Tables {
  codebuild_fleets: FleetTable;
}

const fleets = (db: Db) => db.tables<Tables>();
const toFleet = ({ document }: { document: string }): Fleet => JSON.parse(document) as Fleet;

/** False when the name is taken. */
export async function insertFleet(db: Db, fleet: Fleet): Promise<boolean> {
  const { id, name, createdAt, lastModifiedAt } = fleet;
  const inserted = await fleets(db)
    .insertInto('codebuild_fleets')
    .values({
      ...{ id, name, created_at: createdAt, last_modified_at: lastModifiedAt, document: JSON.stringify(fleet) },
      ...{ pool: JSON.stringify(EMPTY_POOL_STATE), pool_version: 0 },
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function saveFleet(db: Db, fleet: Fleet): Promise<void> {
  await fleets(db)
    .updateTable('codebuild_fleets')
    .set({ last_modified_at: fleet.lastModifiedAt, document: JSON.stringify(fleet) })
    .where('id', '=', fleet.id)
    .execute();
}

export async function deleteFleetRow(db: Db, id: string): Promise<void> {
  await fleets(db).deleteFrom('codebuild_fleets').where('id', '=', id).execute();
}

export async function findFleets(db: Db, names: readonly string[]): Promise<Fleet[]> {
  if (names.length === 0) return [];
  const query = fleets(db).selectFrom('codebuild_fleets').select('document');
  return (await query.where('name', 'in', [...names]).execute()).map(toFleet);
}

export async function findFleet(db: Db, id: string): Promise<Fleet | undefined> {
  const query = fleets(db).selectFrom('codebuild_fleets').select('document').where('id', '=', id);
  const row = await query.executeTakeFirst();
  return row && toFleet(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockFleet(tx: Db, id: string): Promise<Fleet | undefined> {
  const query = fleets(tx).selectFrom('codebuild_fleets').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toFleet(row);
}

export async function findAllFleets(db: Db): Promise<Fleet[]> {
  return (await fleets(db).selectFrom('codebuild_fleets').select('document').execute()).map(toFleet);
}

export interface FleetKey extends NamedKey {
  readonly id: string;
}

/** A page of fleets, sorted by `by` and then by name. */
export async function listFleetKeys(db: Db, page: NamedPage<FleetKey>): Promise<FleetKey[]> {
  const column = NAMED_COLUMNS[page.by];
  const direction = page.descending ? 'desc' : 'asc';
  let query = fleets(db)
    .selectFrom('codebuild_fleets')
    .select(['name', 'id', `${column} as value`]);
  if (page.after) {
    const { value, name } = page.after;
    query = query.where(follows({ ...page, column, tie: 'name' }, [value, name]));
  }
  return await query.orderBy(column, direction).orderBy('name', direction).limit(page.limit).execute();
}
