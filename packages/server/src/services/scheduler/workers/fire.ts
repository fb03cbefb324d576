import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { keepSchedule } from '../read-schedule.ts';
import { nextDue } from '../rules/recurrence.ts';
import { deleteScheduleRow, findSchedule } from '../store/schedules.ts';
import { FIRE, INVOKE } from '../work-kinds.ts';

interface Due {
  readonly group: string;
  readonly name: string;
  readonly dueAt: number;
}

/**
 * Queues the invocation of a schedule that is due, and its next time, in one transaction: each time is taken once. Of those missed while
 * the server was down, the last one is.
 */
export const fireWorker = (parts: Parts): Worker<Due> => ({
  kind: FIRE,
  async handle({ group, name, dueAt }) {
    await parts.database.transaction(async (tx) => {
      const schedule = await findSchedule(tx, group, name);
      if (!schedule || schedule.dueAt !== dueAt) return;
      const executionId = parts.ids.uuid();
      const payload = {
        group,
        name,
        dueAt,
        target: schedule.target,
        executionId,
        attempt: 1,
        queuedAt: parts.clock.now(),
      };
      await parts.queue.enqueue(tx, { kind: INVOKE, payload });
      const next = nextDue(schedule, Math.max(dueAt, parts.clock.now()));
      const { dueAt: _, ...rest } = schedule;
      if (next === undefined && schedule.afterCompletion === 'DELETE') return await deleteScheduleRow(tx, group, name);
      await keepSchedule(tx, parts, next === undefined ? rest : { ...rest, dueAt: next });
    });
  },
});
