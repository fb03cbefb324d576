import type { Parts } from './parts.ts';
import { lockAlarm, saveAlarm } from './store/alarms.ts';

/** Names of no alarm are passed over, as AWS does. */
export async function switchActions(
  { database }: Parts,
  names: readonly string[],
  actionsEnabled: boolean,
): Promise<void> {
  await database.transaction(async (tx) => {
    for (const name of names) {
      const alarm = await lockAlarm(tx, name);
      if (alarm) await saveAlarm(tx, { ...alarm, actionsEnabled });
    }
  });
}
