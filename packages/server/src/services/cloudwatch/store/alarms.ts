import type { Db } from '../../../database/database.ts';
import type { Alarm } from '../rules/alarm.ts';

export interface HistoryItem {
  readonly alarm: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  readonly data: string;
}

interface Tables {
  cloudwatch_alarms: { name: string; document: string };
  cloudwatch_history: { alarm: string; number: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const alarmOf = ({ document }: { document: string }) => JSON.parse(document) as Alarm;

export async function findAlarm(db: Db, name: string): Promise<Alarm | undefined> {
  const row = await tables(db)
    .selectFrom('cloudwatch_alarms')
    .select('document')
    .where('name', '=', name)
    .executeTakeFirst();
  return row && alarmOf(row);
}

/** The same for whoever writes it again in this transaction: an alarm that is deleted meanwhile does not come back. */
export async function lockAlarm(tx: Db, name: string): Promise<Alarm | undefined> {
  const query = tables(tx).selectFrom('cloudwatch_alarms').select('document').where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && alarmOf(row);
}

export async function saveAlarm(tx: Db, alarm: Alarm): Promise<void> {
  const document = JSON.stringify(alarm);
  const query = tables(tx).insertInto('cloudwatch_alarms').values({ name: alarm.alarm, document });
  await query.onConflict((conflict) => conflict.column('name').doUpdateSet({ document })).execute();
}

export async function listAlarms(db: Db): Promise<Alarm[]> {
  return (await tables(db).selectFrom('cloudwatch_alarms').select('document').orderBy('name').execute()).map(alarmOf);
}

export async function deleteAlarmRows(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('cloudwatch_alarms').where('name', '=', name).execute();
  await tables(tx).deleteFrom('cloudwatch_history').where('alarm', '=', name).execute();
}

/** `unique` tells items of one moment apart; one that is there already stays. */
export async function insertHistory(tx: Db, item: HistoryItem, unique: string): Promise<void> {
  const number = `${String(item.at).padStart(15, '0')} ${unique}`;
  const row = { alarm: item.alarm, number, document: JSON.stringify(item) };
  const query = tables(tx).insertInto('cloudwatch_history').values(row);
  await query.onConflict((conflict) => conflict.columns(['alarm', 'number']).doNothing()).execute();
}

/** Newest first. */
export async function listHistory(db: Db, alarm: string | undefined): Promise<(HistoryItem & { number: string })[]> {
  let query = tables(db).selectFrom('cloudwatch_history').select(['number', 'document']).orderBy('number', 'desc');
  if (alarm !== undefined) query = query.where('alarm', '=', alarm);
  return (await query.execute()).map(({ number, document }) => ({ number, ...(JSON.parse(document) as HistoryItem) }));
}
