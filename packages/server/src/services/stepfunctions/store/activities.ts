import type { Db } from '../../../database/database.ts';

export interface Activity {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A task that a worker is to ask for. */
export interface ActivityTask {
  readonly token: string;
  readonly activity: string;
  readonly execution: string;
  readonly frame: number;
  readonly attempt: number;
  readonly input: string;
}

interface Tables {
  stepfunctions_activities: { name: string; created_at: number; tags: string };
  stepfunctions_activity_tasks: { token: string; activity: string; number: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const activityOf = (row: Tables['stepfunctions_activities']): Activity => ({
  name: row.name,
  createdAt: row.created_at,
  tags: JSON.parse(row.tags) as Record<string, string>,
});

/** Making one that is there changes nothing. */
export async function insertActivity(tx: Db, { name, createdAt, tags }: Activity): Promise<void> {
  const row = { name, created_at: createdAt, tags: JSON.stringify(tags) };
  const query = tables(tx).insertInto('stepfunctions_activities').values(row);
  await query.onConflict((conflict) => conflict.doNothing()).execute();
}

export async function findActivity(db: Db, name: string): Promise<Activity | undefined> {
  const query = tables(db).selectFrom('stepfunctions_activities').selectAll().where('name', '=', name);
  const row = await query.executeTakeFirst();
  return row && activityOf(row);
}

export async function saveActivityTags(tx: Db, name: string, tags: Activity['tags']): Promise<void> {
  const query = tables(tx)
    .updateTable('stepfunctions_activities')
    .set({ tags: JSON.stringify(tags) });
  await query.where('name', '=', name).execute();
}

export async function listActivityRows(db: Db, after: string | undefined, limit: number): Promise<Activity[]> {
  let query = tables(db).selectFrom('stepfunctions_activities').selectAll();
  if (after !== undefined) query = query.where('name', '>', after);
  return (await query.orderBy('name').limit(limit).execute()).map(activityOf);
}

export async function deleteActivityRow(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('stepfunctions_activities').where('name', '=', name).execute();
}

export async function insertActivityTask(tx: Db, task: ActivityTask, number: string): Promise<void> {
  const { token, activity } = task;
  const row = { token, activity, number, document: JSON.stringify(task) };
  const query = tables(tx).insertInto('stepfunctions_activity_tasks').values(row);
  await query.onConflict((conflict) => conflict.doNothing()).execute();
}

/** The oldest task of an activity, taken by nobody else. */
export async function takeActivityTask(tx: Db, activity: string): Promise<ActivityTask | undefined> {
  const query = tables(tx).selectFrom('stepfunctions_activity_tasks').selectAll().where('activity', '=', activity);
  const oldest = query.orderBy('number').limit(1);
  const row = await (tx.dialect === 'postgres' ? oldest.forUpdate().skipLocked() : oldest).executeTakeFirst();
  if (!row) return undefined;
  await tables(tx).deleteFrom('stepfunctions_activity_tasks').where('token', '=', row.token).execute();
  return JSON.parse(row.document) as ActivityTask;
}
