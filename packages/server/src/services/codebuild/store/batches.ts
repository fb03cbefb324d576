import type { Db } from '../../../database/database.ts';
import type { Batch } from '../rules/batch/batch.ts';
import type { Overrides } from '../rules/new-build.ts';
import { follows } from './sorted-page.ts';

interface BatchTable {
  id: string;
  project: string;
  number: number;
  started_at: number;
  status: string;
  document: string;
  overrides: string;
}

interface Tables {
  codebuild_projects: { name: string; hidden: number };
  codebuild_batches: BatchTable;
}

const batches = (db: Db) => db.tables<Tables>();
const toBatch = ({ document }: { document: string }): Batch => JSON.parse(document) as Batch;

/** `overrides` are what every build of the batch is given, in the words of StartBuild. */
export async function insertBatch(db: Db, batch: Batch, overrides: Overrides): Promise<void> {
  await batches(db)
    .insertInto('codebuild_batches')
    .values({
      id: batch.id,
      project: batch.projectName,
      number: batch.number,
      started_at: batch.startedAt,
      status: batch.status,
      document: JSON.stringify(batch),
      overrides: JSON.stringify(overrides),
    })
    .execute();
}

export async function saveBatch(db: Db, batch: Batch): Promise<void> {
  await batches(db)
    .updateTable('codebuild_batches')
    .set({ status: batch.status, document: JSON.stringify(batch) })
    .where('id', '=', batch.id)
    .execute();
}

export async function deleteBatchRow(db: Db, id: string): Promise<void> {
  await batches(db).deleteFrom('codebuild_batches').where('id', '=', id).execute();
}

export async function findBatches(db: Db, ids: readonly string[]): Promise<Batch[]> {
  if (ids.length === 0) return [];
  const rows = await batches(db)
    .selectFrom('codebuild_batches')
    .select('document')
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toBatch);
}

export async function findBatch(db: Db, id: string): Promise<Batch | undefined> {
  const [batch] = await findBatches(db, [id]);
  return batch;
}

/** The same, kept from others until the transaction ends. */
export async function lockBatch(tx: Db, id: string): Promise<Batch | undefined> {
  const query = batches(tx).selectFrom('codebuild_batches').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toBatch(row);
}

export async function findBatchOverrides(db: Db, id: string): Promise<Overrides> {
  const row = await batches(db)
    .selectFrom('codebuild_batches')
    .select('overrides')
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? (JSON.parse(row.overrides) as Overrides) : {};
}

export interface BatchKey {
  readonly value: number;
  readonly id: string;
}

interface BatchPage {
  readonly project?: string;
  readonly status?: string | undefined;
  readonly descending: boolean;
  readonly after: BatchKey | undefined;
  readonly limit: number;
}

/** A page of all batches by when they were started, or of one project's batches by number. */
export async function listBatchKeys(db: Db, page: BatchPage): Promise<BatchKey[]> {
  const column = page.project === undefined ? 'started_at' : 'number';
  const direction = page.descending ? 'desc' : 'asc';
  const hidden = batches(db).selectFrom('codebuild_projects').select('name').where('hidden', '=', 1);
  let query = batches(db)
    .selectFrom('codebuild_batches')
    .select(['id', `${column} as value`]);
  query =
    page.project === undefined ? query.where('project', 'not in', hidden) : query.where('project', '=', page.project);
  if (page.status !== undefined) query = query.where('status', '=', page.status);
  if (page.after) {
    query = query.where(follows({ ...page, column, tie: 'id' }, [page.after.value, page.after.id]));
  }
  return await query.orderBy(column, direction).orderBy('id', direction).limit(page.limit).execute();
}
