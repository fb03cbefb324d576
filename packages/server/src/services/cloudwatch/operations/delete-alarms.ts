import type { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { alarmNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteAlarmRows, lockAlarm } from '../store/alarms.ts';
import { evaluateId } from '../work-kinds.ts';

/** All of them, or none when one is not there. */
export const deleteAlarms = operation<DeleteAlarmsCommand, Parts>(
  'DeleteAlarms',
  async ({ AlarmNames }, { database, queue }) => {
    await database.transaction(async (tx) => {
      for (const name of AlarmNames) {
        if (!(await lockAlarm(tx, name))) throw alarmNotFound([name]);
        await deleteAlarmRows(tx, name);
        await queue.cancel(tx, evaluateId(name));
      }
    });
  },
);
