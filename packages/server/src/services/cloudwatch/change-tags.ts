import type { Db } from '../../database/database.ts';
import { parseArn } from '../../platform/arn.ts';
import { alarmNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import type { Alarm } from './rules/alarm.ts';
import { lockAlarm, saveAlarm } from './store/alarms.ts';

export async function taggedAlarm(db: Db, arn: string): Promise<Alarm> {
  const name = parseArn(arn)?.resource.replace(/^alarm:/, '') ?? '';
  const alarm = await lockAlarm(db, name);
  if (!alarm) throw alarmNotFound([arn]);
  return alarm;
}

export async function changeTags(
  { database }: Parts,
  arn: string,
  change: (tags: Alarm['tags']) => Alarm['tags'],
): Promise<void> {
  await database.transaction(async (tx) => {
    const alarm = await taggedAlarm(tx, arn);
    await saveAlarm(tx, { ...alarm, tags: change(alarm.tags) });
  });
}
