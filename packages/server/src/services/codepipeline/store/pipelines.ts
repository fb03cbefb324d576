import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { PipelineState } from '../rules/engine/engine-state.ts';

interface PipelineRow {
  name: string;
  version: number;
  declaration: string;
  state: string;
  revision: number;
  tags: string;
  created_at: number;
  updated_at: number;
}

interface Tables {
  codepipeline_pipelines: PipelineRow;
  codepipeline_versions: { name: string; version: number; declaration: string; updated_at: number };
}

export interface Pipeline {
  readonly name: string;
  readonly version: number;
  /** Secrets in it are sealed. */
  readonly declaration: PipelineDeclaration;
  readonly state: PipelineState;
  readonly tags: readonly { key: string; value: string }[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

const pipelineOf = (row: PipelineRow): Pipeline => ({
  name: row.name,
  version: row.version,
  declaration: JSON.parse(row.declaration) as PipelineDeclaration,
  state: JSON.parse(row.state) as PipelineState,
  tags: JSON.parse(row.tags) as { key: string; value: string }[],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** False when the name is taken. */
export async function insertPipeline(tx: Db, pipeline: Pipeline): Promise<boolean> {
  const row: PipelineRow = {
    name: pipeline.name,
    version: pipeline.version,
    declaration: JSON.stringify(pipeline.declaration),
    state: JSON.stringify(pipeline.state),
    revision: 0,
    tags: JSON.stringify(pipeline.tags),
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
  };
  const result = await tx
    .tables<Tables>()
    .insertInto('codepipeline_pipelines')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((result.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  await insertVersion(tx, pipeline);
  return true;
}

async function insertVersion(
  tx: Db,
  pipeline: Pick<Pipeline, 'name' | 'version' | 'declaration' | 'updatedAt'>,
): Promise<void> {
  const { name, version, updatedAt } = pipeline;
  const row = { name, version, declaration: JSON.stringify(pipeline.declaration), updated_at: updatedAt };
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_versions')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'version']).doUpdateSet({ declaration: row.declaration }))
    .execute();
}

export async function findPipeline(db: Db, name: string): Promise<Pipeline | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_pipelines')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && pipelineOf(row);
}

/** The pipeline, which nobody else can change until the transaction ends. */
export async function lockPipeline(tx: Db, name: string): Promise<Pipeline | undefined> {
  const query = tx.tables<Tables>().selectFrom('codepipeline_pipelines').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && pipelineOf(row);
}

export async function findVersion(
  db: Db,
  name: string,
  version: number,
): Promise<{ declaration: PipelineDeclaration; updatedAt: number } | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_versions')
    .select(['declaration', 'updated_at'])
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && { declaration: JSON.parse(row.declaration) as PipelineDeclaration, updatedAt: row.updated_at };
}

export async function saveState(tx: Db, name: string, state: PipelineState): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_pipelines')
    .set({ state: JSON.stringify(state), revision: sql`revision + 1` })
    .where('name', '=', name)
    .execute();
}

export async function saveDefinition(tx: Db, pipeline: Pipeline): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_pipelines')
    .set({
      version: pipeline.version,
      declaration: JSON.stringify(pipeline.declaration),
      updated_at: pipeline.updatedAt,
    })
    .where('name', '=', pipeline.name)
    .execute();
  await insertVersion(tx, pipeline);
}

export async function saveTags(tx: Db, name: string, tags: Pipeline['tags']): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_pipelines')
    .set({ tags: JSON.stringify(tags) })
    .where('name', '=', name)
    .execute();
}

export async function deletePipelineRows(tx: Db, name: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_pipelines').where('name', '=', name).execute();
  await tx.tables<Tables>().deleteFrom('codepipeline_versions').where('name', '=', name).execute();
}

/** Pipelines by name, after a name. */
export async function listPipelineRows(
  db: Db,
  after: string | undefined,
  limit: number,
): Promise<Omit<Pipeline, 'state'>[]> {
  let query = db
    .tables<Tables>()
    .selectFrom('codepipeline_pipelines')
    .select(['name', 'version', 'declaration', 'tags', 'created_at', 'updated_at']);
  if (after !== undefined) query = query.where('name', '>', after);
  const rows = await query.orderBy('name').limit(limit).execute();
  return rows.map((row) => pipelineOf({ ...row, state: '{}', revision: 0 }));
}
