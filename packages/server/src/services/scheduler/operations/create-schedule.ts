import type { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { scheduleArn } from '../arns.ts';
import { scheduleExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { keepSchedule, readSchedule } from '../read-schedule.ts';
import { findSchedule } from '../store/schedules.ts';

export const createSchedule = operation<CreateScheduleCommand, Parts>('CreateSchedule', async (input, parts) => {
  const now = parts.clock.now();
  const schedule = await readSchedule(parts.database, input, { now, createdAt: now });
  await parts.database.transaction(async (tx) => {
    if (await findSchedule(tx, schedule.group, schedule.name)) throw scheduleExists(schedule.name);
    await keepSchedule(tx, parts, schedule);
  });
  return { ScheduleArn: scheduleArn(parts, schedule) };
});
