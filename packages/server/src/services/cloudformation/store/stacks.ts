import type { StackState } from '@codeyard/engine/stacks/stack-state';
import type { Db } from '../../../database/database.ts';
import type { StackDocument, VersionValues } from '../rules/stack.ts';
import { readState, writeState } from './state-texts.ts';

export interface Stack {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly document: StackDocument;
  readonly state: StackState;
  /** It has a change set and nothing else: status REVIEW_IN_PROGRESS. */
  readonly isReview: boolean;
}

interface StackRow {
  id: string;
  name: string;
  live_name: string | null;
  parent: string | null;
  /** Sorts by creation. */
  number: string;
  status: string;
  document: string;
  state: string;
}

interface Tables {
  cloudformation_stacks: StackRow;
  cloudformation_versions: { stack: string; version: number; template: string; sealed: string };
}

const tables = (db: Db) => db.tables<Tables>();

export const statusOf = ({ state, isReview }: Stack): string => (isReview ? 'REVIEW_IN_PROGRESS' : state.status);

const stackOf = (row: StackRow): Stack => ({
  ...{ id: row.id, name: row.name, isReview: row.status === 'REVIEW_IN_PROGRESS' },
  document: JSON.parse(row.document) as StackDocument,
  state: readState(row.id, row.state),
});

const orderOf = ({ id, document }: Stack) => `${String(document.createdAt).padStart(15, '0')} ${id}`;

/** False when a stack of that name is there. */
export async function insertStack(tx: Db, stack: Stack): Promise<boolean> {
  const row = {
    ...{ id: stack.id, name: stack.name, live_name: stack.name, parent: stack.document.parent ?? null },
    ...{ number: orderOf(stack), status: statusOf(stack) },
    ...{ document: JSON.stringify(stack.document), state: writeState(stack.id, stack.state) },
  };
  const query = tables(tx).insertInto('cloudformation_stacks').values(row);
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** By name, while it is there, or by ARN at any time. */
export async function findStack(db: Db, nameOrId: string): Promise<Stack | undefined> {
  const column = nameOrId.startsWith('arn:') ? 'id' : 'live_name';
  const row = await tables(db)
    .selectFrom('cloudformation_stacks')
    .selectAll()
    .where(column, '=', nameOrId)
    .executeTakeFirst();
  return row && stackOf(row);
}

/** A stack that nobody else can change until the transaction ends. */
export async function lockStack(tx: Db, id: string): Promise<Stack | undefined> {
  const query = tables(tx).selectFrom('cloudformation_stacks').selectAll().where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && stackOf(row);
}

export async function saveStack(tx: Db, stack: Stack): Promise<void> {
  const status = statusOf(stack);
  const row = {
    ...{ status, live_name: status === 'DELETE_COMPLETE' ? null : stack.name },
    ...{ document: JSON.stringify(stack.document), state: writeState(stack.id, stack.state) },
  };
  await tables(tx).updateTable('cloudformation_stacks').set(row).where('id', '=', stack.id).execute();
}

/** The same where only the document changed: states are long. */
export async function saveDocument(tx: Db, { id, document }: Pick<Stack, 'id' | 'document'>): Promise<void> {
  const set = { document: JSON.stringify(document) };
  await tables(tx).updateTable('cloudformation_stacks').set(set).where('id', '=', id).execute();
}

/** A stack that only had a change set leaves no trace. */
export async function forgetStack(tx: Db, id: string): Promise<void> {
  await tables(tx).deleteFrom('cloudformation_stacks').where('id', '=', id).execute();
}

/** Newest first; those that are there, or all, or those of some statuses. */
export async function listStacks(
  db: Db,
  about: {
    isLive?: boolean;
    statuses?: readonly string[];
    parent?: string;
    before?: string | undefined;
    limit: number;
  },
): Promise<{ stack: Stack; order: string }[]> {
  let query = tables(db).selectFrom('cloudformation_stacks').selectAll();
  if (about.isLive) query = query.where('live_name', 'is not', null);
  if (about.statuses && about.statuses.length > 0) query = query.where('status', 'in', about.statuses);
  if (about.parent !== undefined) query = query.where('parent', '=', about.parent);
  if (about.before !== undefined) query = query.where('number', '<', about.before);
  const rows = await query.orderBy('number', 'desc').limit(about.limit).execute();
  return rows.map((row) => ({ stack: stackOf(row), order: row.number }));
}

/** A version of a stack: its template, and its sealed values. */
export interface Version {
  readonly template: string;
  readonly sealed: string;
}

export async function saveVersion(
  tx: Db,
  stack: string,
  version: number,
  { template, sealed }: Version,
): Promise<void> {
  await tables(tx)
    .insertInto('cloudformation_versions')
    .values({ stack, version, template, sealed })
    .onConflict((conflict) => conflict.columns(['stack', 'version']).doUpdateSet({ template, sealed }))
    .execute();
}

export async function findVersion(db: Db, stack: string, version: number): Promise<Version | undefined> {
  return await tables(db)
    .selectFrom('cloudformation_versions')
    .select(['template', 'sealed'])
    .where('stack', '=', stack)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Versions that no resource is of any more. */
export async function forgetVersions(tx: Db, stack: string, kept: readonly number[]): Promise<void> {
  let query = tables(tx).deleteFrom('cloudformation_versions').where('stack', '=', stack);
  if (kept.length > 0) query = query.where('version', 'not in', kept);
  await query.execute();
}

export type { VersionValues };
