import type { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { changeState } from '../change-alarm.ts';
import { alarmNotFound, invalidStateData } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { lockAlarm } from '../store/alarms.ts';

/** A state for the time being: the next look at the alarm decides anew. */
export const setAlarmState = operation<SetAlarmStateCommand, Parts>('SetAlarmState', async (input, parts) => {
  const { AlarmName, StateValue: state, StateReason: reason, StateReasonData: reasonData } = input;
  if (reasonData !== undefined && !isJson(reasonData)) throw invalidStateData();
  await parts.database.transaction(async (tx) => {
    const alarm = await lockAlarm(tx, AlarmName);
    if (!alarm) throw alarmNotFound([AlarmName]);
    if (alarm.state !== state) await changeState(tx, parts, alarm, { state, reason, reasonData });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
