import type { UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { scheduleArn } from '../arns.ts';
import { scheduleNotFound } from '../errors.ts';
import { DEFAULT_GROUP } from '../existing-group.ts';
import type { Parts } from '../parts.ts';
import { keepSchedule, readSchedule } from '../read-schedule.ts';
import { findSchedule } from '../store/schedules.ts';

/** What an update leaves out becomes what it is by default. */
export const updateSchedule = operation<UpdateScheduleCommand, Parts>('UpdateSchedule', async (input, parts) => {
  const after = await parts.database.transaction(async (tx) => {
    const before = await findSchedule(tx, input.GroupName ?? DEFAULT_GROUP, input.Name);
    if (!before) throw scheduleNotFound(input.Name);
    const schedule = await readSchedule(tx, input, { now: parts.clock.now(), createdAt: before.createdAt });
    await keepSchedule(tx, parts, schedule);
    return schedule;
  });
  return { ScheduleArn: scheduleArn(parts, after) };
});
