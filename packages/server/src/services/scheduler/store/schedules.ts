import type { Db } from '../../../database/database.ts';
import type { Group, Schedule } from '../rules/schedule.ts';

interface Tables {
  scheduler_groups: { name: string; document: string };
  scheduler_schedules: { group_name: string; name: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const groupOf = ({ document }: { document: string }) => JSON.parse(document) as Group;
const scheduleOf = ({ document }: { document: string }) => JSON.parse(document) as Schedule;

export async function findGroup(db: Db, name: string): Promise<Group | undefined> {
  const row = await tables(db)
    .selectFrom('scheduler_groups')
    .select('document')
    .where('name', '=', name)
    .executeTakeFirst();
  return row && groupOf(row);
}

export async function saveGroup(tx: Db, group: Group): Promise<void> {
  const document = JSON.stringify(group);
  const query = tables(tx).insertInto('scheduler_groups').values({ name: group.name, document });
  await query.onConflict((conflict) => conflict.column('name').doUpdateSet({ document })).execute();
}

export async function listGroups(db: Db): Promise<Group[]> {
  return (await tables(db).selectFrom('scheduler_groups').select('document').orderBy('name').execute()).map(groupOf);
}

export async function deleteGroupRows(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('scheduler_groups').where('name', '=', name).execute();
  await tables(tx).deleteFrom('scheduler_schedules').where('group_name', '=', name).execute();
}

export async function findSchedule(db: Db, group: string, name: string): Promise<Schedule | undefined> {
  const query = tables(db).selectFrom('scheduler_schedules').select('document').where('group_name', '=', group);
  const row = await query.where('name', '=', name).executeTakeFirst();
  return row && scheduleOf(row);
}

export async function saveSchedule(tx: Db, schedule: Schedule): Promise<void> {
  const document = JSON.stringify(schedule);
  const row = { group_name: schedule.group, name: schedule.name, document };
  const query = tables(tx).insertInto('scheduler_schedules').values(row);
  await query.onConflict((conflict) => conflict.columns(['group_name', 'name']).doUpdateSet({ document })).execute();
}

export async function listSchedules(db: Db, group: string | undefined): Promise<Schedule[]> {
  let query = tables(db).selectFrom('scheduler_schedules').select('document').orderBy('group_name').orderBy('name');
  if (group !== undefined) query = query.where('group_name', '=', group);
  return (await query.execute()).map(scheduleOf);
}

export async function deleteScheduleRow(tx: Db, group: string, name: string): Promise<void> {
  const query = tables(tx).deleteFrom('scheduler_schedules').where('group_name', '=', group);
  await query.where('name', '=', name).execute();
}
