import type { Db } from '../../../database/database.ts';
import type { ExecutionMode, ExecutionState, ExecutionStatus } from '../rules/engine/engine-state.ts';

interface ExecutionRow {
  id: string;
  pipeline: string;
  number: number;
  status: string;
  started_at: number;
  updated_at: number;
  document: string;
}

interface Tables {
  codepipeline_executions: ExecutionRow;
  codepipeline_successes: { pipeline: string; stage: string; execution_id: string };
  codepipeline_tokens: {
    pipeline: string;
    token: string;
    fingerprint: string;
    execution_id: string;
    created_at: number;
  };
}

/** Where the bundle of an artifact lies. */
export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
  readonly revision?: SourceRevision;
}

export interface SourceRevision {
  readonly id: string;
  readonly summary?: string;
  readonly url?: string;
  readonly changeIdentifier?: string;
}

/** What belongs to one execution besides its state in the engine. */
export interface ExecutionDocument {
  readonly version: number;
  readonly mode?: ExecutionMode;
  readonly trigger: {
    readonly type: string;
    readonly detail: string;
    /** Of the push or pull request, as EventBridge is told. */
    readonly facts?: Readonly<Record<string, string>>;
  };
  /** Variables of the pipeline itself, resolved. */
  readonly variables: Readonly<Record<string, string>>;
  /** Output variables of actions, by namespace. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Artifacts by name, as the latest action left them. */
  readonly artifacts: Readonly<Record<string, ArtifactLocation>>;
  /** Revisions of source actions, by action name. */
  readonly revisions: Readonly<Record<string, SourceRevision>>;
  readonly overrides: readonly { actionName: string; revisionType: string; revisionValue: string }[];
  readonly stopReason?: string;
  readonly statusSummary?: string;
  /** The execution that this one rolls back to. */
  readonly rollbackTarget?: string;
  /** When a stage of it was last retried, in milliseconds since the epoch. */
  readonly retriedAt?: number;
  /** As the engine let it go; what a later retry goes on from. */
  readonly engine?: ExecutionState;
}

export interface Execution {
  readonly id: string;
  readonly pipeline: string;
  readonly number: number;
  readonly status: ExecutionStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly document: ExecutionDocument;
}

const executionOf = (row: ExecutionRow): Execution => ({
  id: row.id,
  pipeline: row.pipeline,
  number: row.number,
  status: row.status as ExecutionStatus,
  startedAt: row.started_at,
  updatedAt: row.updated_at,
  document: JSON.parse(row.document) as ExecutionDocument,
});

export async function insertExecution(tx: Db, execution: Execution): Promise<void> {
  const row: ExecutionRow = {
    id: execution.id,
    pipeline: execution.pipeline,
    number: execution.number,
    status: execution.status,
    started_at: execution.startedAt,
    updated_at: execution.updatedAt,
    document: JSON.stringify(execution.document),
  };
  await tx.tables<Tables>().insertInto('codepipeline_executions').values(row).execute();
}

export async function findExecution(db: Db, pipeline: string, id: string): Promise<Execution | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_executions')
    .selectAll()
    .where('id', '=', id)
    .where('pipeline', '=', pipeline)
    .executeTakeFirst();
  return row && executionOf(row);
}

export async function changeExecution(
  tx: Db,
  id: string,
  change: { status?: ExecutionStatus; document?: ExecutionDocument; now: number },
): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_executions')
    .set({
      updated_at: change.now,
      ...(change.status ? { status: change.status } : {}),
      ...(change.document ? { document: JSON.stringify(change.document) } : {}),
    })
    .where('id', '=', id)
    .execute();
}

/** Executions of a pipeline, newest start first, before a number; only those that succeeded in a stage, if one is named. */
export async function listExecutions(
  db: Db,
  filter: { pipeline: string; before?: number; limit: number; succeededIn?: string },
): Promise<Execution[]> {
  let query = db
    .tables<Tables>()
    .selectFrom('codepipeline_executions')
    .selectAll()
    .where('pipeline', '=', filter.pipeline);
  if (filter.before !== undefined) query = query.where('number', '<', filter.before);
  const { succeededIn } = filter;
  if (succeededIn !== undefined)
    query = query.where('id', 'in', (successes) =>
      successes
        .selectFrom('codepipeline_successes')
        .select('execution_id')
        .where('codepipeline_successes.pipeline', '=', filter.pipeline)
        .where('stage', '=', succeededIn),
    );
  const rows = await query.orderBy('number', 'desc').limit(filter.limit).execute();
  return rows.map(executionOf);
}

export async function deleteExecutions(tx: Db, pipeline: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_executions').where('pipeline', '=', pipeline).execute();
  await tx.tables<Tables>().deleteFrom('codepipeline_tokens').where('pipeline', '=', pipeline).execute();
}

export async function findToken(
  tx: Db,
  pipeline: string,
  token: string,
  since: number,
): Promise<{ fingerprint: string; executionId: string } | undefined> {
  await tx
    .tables<Tables>()
    .deleteFrom('codepipeline_tokens')
    .where('pipeline', '=', pipeline)
    .where('created_at', '<', since)
    .execute();
  const row = await tx
    .tables<Tables>()
    .selectFrom('codepipeline_tokens')
    .select(['fingerprint', 'execution_id'])
    .where('pipeline', '=', pipeline)
    .where('token', '=', token)
    .executeTakeFirst();
  return row && { fingerprint: row.fingerprint, executionId: row.execution_id };
}

export async function insertToken(
  tx: Db,
  token: { pipeline: string; token: string; fingerprint: string; executionId: string; now: number },
): Promise<void> {
  const { executionId, now, ...rest } = token;
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_tokens')
    .values({ ...rest, execution_id: executionId, created_at: now })
    .execute();
}
