import type { ResourceChange } from '@codeyard/engine/template/compare-templates';
import type { Db } from '../../../database/database.ts';
import type { StackFacts } from '../rules/stack.ts';

export interface ChangeSetDocument {
  readonly createdAt: number;
  readonly description?: string;
  readonly kind: 'CREATE' | 'UPDATE' | 'IMPORT';
  readonly status: 'CREATE_COMPLETE' | 'FAILED' | 'DELETE_COMPLETE';
  readonly executionStatus:
    | 'AVAILABLE'
    | 'UNAVAILABLE'
    | 'EXECUTE_IN_PROGRESS'
    | 'EXECUTE_COMPLETE'
    | 'EXECUTE_FAILED'
    | 'OBSOLETE';
  readonly statusReason?: string;
  readonly changes: readonly ResourceChange[];
  readonly facts: StackFacts;
  readonly roleArn?: string;
  readonly onFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly includesNested: boolean;
  /** Of the request that made it. */
  readonly token?: string;
}

export interface ChangeSet {
  /** ARN. */
  readonly id: string;
  /** ARN of its stack. */
  readonly stack: string;
  readonly name: string;
  readonly document: ChangeSetDocument;
  readonly template: string;
  readonly sealed: string;
}

interface ChangeSetRow {
  id: string;
  stack: string;
  name: string;
  /** Sorts by creation. */
  number: string;
  document: string;
  template: string;
  sealed: string;
}

interface Tables {
  cloudformation_change_sets: ChangeSetRow;
}

const tables = (db: Db) => db.tables<Tables>();

const changeSetOf = ({ document, number: _, ...row }: ChangeSetRow): ChangeSet => ({
  ...row,
  document: JSON.parse(document) as ChangeSetDocument,
});

/** False when the stack has one of that name. */
export async function insertChangeSet(tx: Db, { document, ...rest }: ChangeSet): Promise<boolean> {
  const number = `${String(document.createdAt).padStart(15, '0')} ${rest.id}`;
  const row = { ...rest, number, document: JSON.stringify(document) };
  const query = tables(tx).insertInto('cloudformation_change_sets').values(row);
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findChangeSet(
  db: Db,
  { name, stack }: { name: string; stack: string | undefined },
): Promise<ChangeSet | undefined> {
  let query = tables(db).selectFrom('cloudformation_change_sets').selectAll();
  if (name.startsWith('arn:')) query = query.where('id', '=', name);
  else if (stack === undefined) return undefined;
  else query = query.where('name', '=', name).where('stack', '=', stack);
  const row = await query.executeTakeFirst();
  return row && changeSetOf(row);
}

/** Oldest first. */
export async function listChangeSets(db: Db, stack: string): Promise<ChangeSet[]> {
  const query = tables(db).selectFrom('cloudformation_change_sets').selectAll().where('stack', '=', stack);
  return (await query.orderBy('number').execute()).map(changeSetOf);
}

export async function saveChangeSet(tx: Db, { id, document }: Pick<ChangeSet, 'id' | 'document'>): Promise<void> {
  const set = { document: JSON.stringify(document) };
  await tables(tx).updateTable('cloudformation_change_sets').set(set).where('id', '=', id).execute();
}

export async function forgetChangeSet(tx: Db, id: string): Promise<void> {
  await tables(tx).deleteFrom('cloudformation_change_sets').where('id', '=', id).execute();
}

/** What was executed is done; all others of the stack are of no use any more. */
export async function endChangeSets(tx: Db, stack: string, executed: string | undefined): Promise<void> {
  for (const { id, document } of await listChangeSets(tx, stack)) {
    if (id !== executed) await forgetChangeSet(tx, id);
    else await saveChangeSet(tx, { id, document: { ...document, executionStatus: 'EXECUTE_COMPLETE' } });
  }
}

/** What was executed and did not come off says so; it can be deleted and replaced from then on. */
export async function failChangeSet(tx: Db, id: string): Promise<void> {
  const { document } = (await findChangeSet(tx, { name: id, stack: undefined })) ?? {};
  if (document?.executionStatus !== 'EXECUTE_IN_PROGRESS') return;
  await saveChangeSet(tx, { id, document: { ...document, executionStatus: 'EXECUTE_FAILED' } });
}
