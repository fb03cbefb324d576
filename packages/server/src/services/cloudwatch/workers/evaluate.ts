import type { Worker } from '../../../work-queue/work-queue.ts';
import { changeState } from '../change-alarm.ts';
import type { Parts } from '../parts.ts';
import type { Alarm } from '../rules/alarm.ts';
import { evaluateAlarm, statisticOf } from '../rules/evaluate-alarm.ts';
import { findAlarm, lockAlarm } from '../store/alarms.ts';
import { deletePointsBefore, listPoints } from '../store/metrics.ts';
import { EVALUATE } from '../work-kinds.ts';

/** Alarms of long periods are looked at as often as this all the same. */
const MOST_SECONDS = 60;
/** What was measured is kept so long, as AWS keeps what is not rolled up. */
const KEPT_MS = 15 * 86_400_000;

/** Looks at an alarm's last whole periods, again and again while the alarm is there. */
export const evaluateWorker = (parts: Parts): Worker<string> => ({
  kind: EVALUATE,
  async handle(name) {
    const { clock, database } = parts;
    const alarm = await findAlarm(database, name);
    if (!alarm) return undefined;
    const verdict = evaluateAlarm(alarm, await valuesOf(parts, alarm));
    await database.transaction(async (tx) => {
      const now = await lockAlarm(tx, name);
      const isSame =
        now?.changedAt === alarm.changedAt && now.stateSince === alarm.stateSince && now.state === alarm.state;
      if (isSame && verdict.state !== now.state) await changeState(tx, parts, now, verdict);
      await deletePointsBefore(tx, clock.now() - KEPT_MS);
    });
    return { again: { afterMs: Math.min(alarm.period, MOST_SECONDS) * 1000 } };
  },
});

/** A value for each period, oldest first. */
async function valuesOf({ clock, database }: Parts, alarm: Alarm): Promise<(number | undefined)[]> {
  const length = alarm.period * 1000;
  const end = Math.floor(clock.now() / length) * length;
  const start = end - alarm.evaluationPeriods * length;
  const points = await listPoints(database, alarm, start, end);
  return Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
    const from = start + index * length;
    const within = points.filter(({ at }) => at >= from && at < from + length);
    return statisticOf(within, alarm.statistic);
  });
}
