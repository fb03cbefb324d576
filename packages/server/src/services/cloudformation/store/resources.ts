import type { Db } from '../../../database/database.ts';

/** A resource as the stack's descriptions show it. */
export interface ResourceRow {
  readonly stack: string;
  readonly logicalId: string;
  /** Empty as long as it has none. */
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly updatedAt: number;
}

interface Tables {
  cloudformation_resources: {
    stack: string;
    logical_id: string;
    physical_id: string;
    type: string;
    status: string;
    reason: string | null;
    updated_at: number;
  };
  cloudformation_physicals: { stack: string; logical_id: string; physical_id: string; sealed: string };
  cloudformation_tasks: { stack: string; key: string; sealed: string };
}

const tables = (db: Db) => db.tables<Tables>();

const resourceOf = (row: Tables['cloudformation_resources']): ResourceRow => ({
  ...{ stack: row.stack, logicalId: row.logical_id, physicalId: row.physical_id, type: row.type, status: row.status },
  ...(row.reason === null ? {} : { reason: row.reason }),
  updatedAt: row.updated_at,
});

export async function saveResource(tx: Db, resource: ResourceRow): Promise<void> {
  const { type, status, physicalId, reason = null, updatedAt } = resource;
  const values = { type, status, physical_id: physicalId, reason, updated_at: updatedAt };
  await tables(tx)
    .insertInto('cloudformation_resources')
    .values({ stack: resource.stack, logical_id: resource.logicalId, ...values })
    .onConflict((conflict) => conflict.columns(['stack', 'logical_id']).doUpdateSet(values))
    .execute();
}

export async function listResources(db: Db, stack: string): Promise<ResourceRow[]> {
  const query = tables(db).selectFrom('cloudformation_resources').selectAll().where('stack', '=', stack);
  return (await query.orderBy('logical_id').execute()).map(resourceOf);
}

export async function findByPhysicalId(db: Db, physicalId: string): Promise<ResourceRow | undefined> {
  const query = tables(db).selectFrom('cloudformation_resources').selectAll().where('physical_id', '=', physicalId);
  const row = await query.executeTakeFirst();
  return row && resourceOf(row);
}

export async function forgetResource(tx: Db, stack: string, logicalId: string): Promise<void> {
  await tables(tx)
    .deleteFrom('cloudformation_resources')
    .where('stack', '=', stack)
    .where('logical_id', '=', logicalId)
    .execute();
}

/** What a stack has made, sealed. */
export interface Physical {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly sealed: string;
}

export async function savePhysical(tx: Db, stack: string, { logicalId, physicalId, sealed }: Physical): Promise<void> {
  await tables(tx)
    .insertInto('cloudformation_physicals')
    .values({ stack, logical_id: logicalId, physical_id: physicalId, sealed })
    .onConflict((conflict) => conflict.columns(['stack', 'logical_id', 'physical_id']).doUpdateSet({ sealed }))
    .execute();
}

export async function listPhysicals(db: Db, stack: string): Promise<Physical[]> {
  const rows = await tables(db).selectFrom('cloudformation_physicals').selectAll().where('stack', '=', stack).execute();
  return rows.map((row) => ({ logicalId: row.logical_id, physicalId: row.physical_id, sealed: row.sealed }));
}

export async function forgetPhysical(
  tx: Db,
  stack: string,
  { logicalId, physicalId }: Pick<Physical, 'logicalId' | 'physicalId'>,
): Promise<void> {
  await tables(tx)
    .deleteFrom('cloudformation_physicals')
    .where('stack', '=', stack)
    .where('logical_id', '=', logicalId)
    .where('physical_id', '=', physicalId)
    .execute();
}

export async function findTask(db: Db, stack: string, key: string): Promise<string | undefined> {
  const query = tables(db).selectFrom('cloudformation_tasks').select('sealed');
  const row = await query.where('stack', '=', stack).where('key', '=', key).executeTakeFirst();
  return row?.sealed;
}

export async function saveTask(tx: Db, stack: string, key: string, sealed: string): Promise<void> {
  await tables(tx)
    .insertInto('cloudformation_tasks')
    .values({ stack, key, sealed })
    .onConflict((conflict) => conflict.columns(['stack', 'key']).doUpdateSet({ sealed }))
    .execute();
}

export async function forgetTask(tx: Db, stack: string, key: string): Promise<void> {
  await tables(tx).deleteFrom('cloudformation_tasks').where('stack', '=', stack).where('key', '=', key).execute();
}
