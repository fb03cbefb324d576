import type { Db } from '../../../database/database.ts';
import type { ActionStatus, ConditionType } from '../rules/engine/engine-state.ts';
import type { ArtifactLocation } from './executions.ts';

interface ActionRow {
  id: string;
  pipeline: string;
  execution_id: string;
  number: number;
  stage: string;
  action: string;
  /** Of a rule. */
  condition: string | null;
  status: string;
  started_at: number;
  updated_at: number;
  document: string;
}

interface Tables {
  codepipeline_actions: ActionRow;
}

export type NamedArtifact = ArtifactLocation & { readonly name: string };

/** One run of an action: what it was given and what came of it. */
export interface ActionDocument {
  /** The definition it belongs to. */
  readonly version: number;
  readonly resolvedConfiguration?: Readonly<Record<string, string>>;
  readonly inputs: readonly NamedArtifact[];
  readonly outputs: readonly NamedArtifact[];
  /** What the provider keeps to go on with; present once the work underneath has been started. */
  readonly handle?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly deadline?: number;
  readonly externalId?: string;
  readonly externalUrl?: string;
  readonly logStreamArn?: string;
  readonly summary?: string;
  /** As a job's worker says. */
  readonly percentComplete?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly variables?: Readonly<Record<string, string>>;
  /** What answers a manual approval. */
  readonly token?: string;
  readonly lastUpdatedBy?: string;
}

export interface ActionExecution {
  readonly id: string;
  readonly pipeline: string;
  readonly executionId: string;
  /** Rises with every start of any action. */
  readonly number: number;
  readonly stage: string;
  readonly action: string;
  /** It is the run of a rule of this condition; `action` is the rule's name. */
  readonly condition?: ConditionType;
  readonly status: ActionStatus;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly document: ActionDocument;
}

const actionOf = (row: ActionRow): ActionExecution => ({
  id: row.id,
  pipeline: row.pipeline,
  executionId: row.execution_id,
  number: row.number,
  stage: row.stage,
  action: row.action,
  ...(row.condition === null ? {} : { condition: row.condition as ConditionType }),
  status: row.status as ActionStatus,
  startedAt: row.started_at,
  updatedAt: row.updated_at,
  document: JSON.parse(row.document) as ActionDocument,
});

export async function insertAction(tx: Db, action: ActionExecution): Promise<void> {
  const row: ActionRow = {
    id: action.id,
    pipeline: action.pipeline,
    execution_id: action.executionId,
    number: action.number,
    stage: action.stage,
    action: action.action,
    condition: action.condition ?? null,
    status: action.status,
    started_at: action.startedAt,
    updated_at: action.updatedAt,
    document: JSON.stringify(action.document),
  };
  await tx.tables<Tables>().insertInto('codepipeline_actions').values(row).execute();
}

export async function findAction(db: Db, id: string): Promise<ActionExecution | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_actions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && actionOf(row);
}

export async function findActions(db: Db, ids: readonly string[]): Promise<ActionExecution[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .tables<Tables>()
    .selectFrom('codepipeline_actions')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(actionOf);
}

/** Changes a running action; false when it is not running any more. */
export async function changeRunningAction(
  tx: Db,
  id: string,
  change: { status?: ActionStatus; document: ActionDocument; now: number },
): Promise<boolean> {
  const result = await tx
    .tables<Tables>()
    .updateTable('codepipeline_actions')
    .set({
      updated_at: change.now,
      document: JSON.stringify(change.document),
      ...(change.status ? { status: change.status } : {}),
    })
    .where('id', '=', id)
    .where('status', '=', 'InProgress')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Runs of a pipeline's actions, or of its rules, newest first, before a number. */
export async function listActions(
  db: Db,
  filter: { pipeline: string; executionId?: string; before?: number; since?: number; limit: number; rules?: boolean },
): Promise<ActionExecution[]> {
  let query = db
    .tables<Tables>()
    .selectFrom('codepipeline_actions')
    .selectAll()
    .where('pipeline', '=', filter.pipeline)
    .where('condition', filter.rules ? 'is not' : 'is', null);
  if (filter.since !== undefined) query = query.where('started_at', '>=', filter.since);
  if (filter.executionId !== undefined) query = query.where('execution_id', '=', filter.executionId);
  if (filter.before !== undefined) query = query.where('number', '<', filter.before);
  const rows = await query.orderBy('number', 'desc').limit(filter.limit).execute();
  return rows.map(actionOf);
}

/** Every action and rule of a pipeline that runs. */
export async function listRunning(db: Db, pipeline: string): Promise<ActionExecution[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('codepipeline_actions')
    .selectAll()
    .where('pipeline', '=', pipeline)
    .where('status', '=', 'InProgress')
    .execute();
  return rows.map(actionOf);
}

/** Newest runs of one action first. */
export async function listRunsOf(
  db: Db,
  of: { pipeline: string; stage: string; action: string; limit: number },
): Promise<ActionExecution[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('codepipeline_actions')
    .selectAll()
    .where('pipeline', '=', of.pipeline)
    .where('stage', '=', of.stage)
    .where('action', '=', of.action)
    .where('condition', 'is', null)
    .orderBy('number', 'desc')
    .limit(of.limit)
    .execute();
  return rows.map(actionOf);
}

export async function deleteActions(tx: Db, pipeline: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_actions').where('pipeline', '=', pipeline).execute();
}
