import type { ExecutionState, HistoryEvent } from '@codeyard/engine/states-language/execution-state';
import type { Db } from '../../../database/database.ts';
import type { ExecutionDocument } from '../rules/state-machine.ts';

export interface Execution {
  readonly arn: string;
  /** Name of the state machine. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly status: ExecutionState['status'];
  readonly document: ExecutionDocument;
}

interface ExecutionRow {
  arn: string;
  machine: string;
  started_at: number;
  /** Sorts by start. */
  number: string;
  status: string;
  document: string;
  state: string;
}

interface Tables {
  stepfunctions_executions: ExecutionRow;
  stepfunctions_history: { execution: string; id: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const COLUMNS = ['arn', 'machine', 'started_at', 'status', 'document'] as const;

const executionOf = (row: Pick<ExecutionRow, (typeof COLUMNS)[number]>): Execution => ({
  arn: row.arn,
  machine: row.machine,
  startedAt: row.started_at,
  status: row.status as Execution['status'],
  document: JSON.parse(row.document) as ExecutionDocument,
});

/** Where an execution is in the order of starts. */
export const orderOf = ({ startedAt, arn }: Pick<Execution, 'startedAt' | 'arn'>) =>
  `${String(startedAt).padStart(15, '0')} ${arn}`;

/** False when there is one of that ARN. */
export async function insertExecution(tx: Db, execution: Execution, state: ExecutionState): Promise<boolean> {
  const { arn, machine, startedAt, status, document } = execution;
  const row = {
    ...{ arn, machine, status, started_at: startedAt, number: orderOf(execution) },
    ...{ document: JSON.stringify(document), state: JSON.stringify(state) },
  };
  const query = tables(tx).insertInto('stepfunctions_executions').values(row);
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findExecution(db: Db, arn: string): Promise<Execution | undefined> {
  const query = tables(db).selectFrom('stepfunctions_executions').select(COLUMNS).where('arn', '=', arn);
  const row = await query.executeTakeFirst();
  return row && executionOf(row);
}

/** An execution with where it is, which nobody else can change until the transaction ends. */
export async function lockExecution(
  tx: Db,
  arn: string,
): Promise<{ execution: Execution; state: ExecutionState } | undefined> {
  const query = tables(tx).selectFrom('stepfunctions_executions').selectAll().where('arn', '=', arn);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && { execution: executionOf(row), state: JSON.parse(row.state) as ExecutionState };
}

export async function findState(db: Db, arn: string): Promise<ExecutionState | undefined> {
  const query = tables(db).selectFrom('stepfunctions_executions').select('state').where('arn', '=', arn);
  const row = await query.executeTakeFirst();
  return row && (JSON.parse(row.state) as ExecutionState);
}

export async function saveExecution(tx: Db, execution: Execution, state: ExecutionState): Promise<void> {
  const { arn, status, document } = execution;
  const row = { status, document: JSON.stringify(document), state: JSON.stringify(state) };
  await tables(tx).updateTable('stepfunctions_executions').set(row).where('arn', '=', arn).execute();
}

/** Newest first. */
export async function listExecutionRows(
  db: Db,
  about: { machine: string; status?: string | undefined; before?: string | undefined; limit: number },
): Promise<Execution[]> {
  let query = tables(db).selectFrom('stepfunctions_executions').select(COLUMNS).where('machine', '=', about.machine);
  if (about.status !== undefined) query = query.where('status', '=', about.status);
  if (about.before !== undefined) query = query.where('number', '<', about.before);
  return (await query.orderBy('number', 'desc').limit(about.limit).execute()).map(executionOf);
}

const ROWS_AT_ONCE = 200;

export async function insertHistory(tx: Db, execution: string, events: readonly HistoryEvent[]): Promise<void> {
  for (let first = 0; first < events.length; first += ROWS_AT_ONCE) {
    const rows = events
      .slice(first, first + ROWS_AT_ONCE)
      .map((event) => ({ execution, id: event.id, document: JSON.stringify(event) }));
    await tables(tx).insertInto('stepfunctions_history').values(rows).execute();
  }
}

export async function listHistory(
  db: Db,
  execution: string,
  page: { after: number | undefined; reverse: boolean; limit: number },
): Promise<HistoryEvent[]> {
  let query = tables(db).selectFrom('stepfunctions_history').select('document').where('execution', '=', execution);
  if (page.after !== undefined) query = query.where('id', page.reverse ? '<' : '>', page.after);
  const rows = await query
    .orderBy('id', page.reverse ? 'desc' : 'asc')
    .limit(page.limit)
    .execute();
  return rows.map(({ document }) => JSON.parse(document) as HistoryEvent);
}
