import type { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { scheduleNotFound } from '../errors.ts';
import { DEFAULT_GROUP } from '../existing-group.ts';
import type { Parts } from '../parts.ts';
import { describeSchedule } from '../read-schedule.ts';
import { findSchedule } from '../store/schedules.ts';

export const getSchedule = operation<GetScheduleCommand, Parts>(
  'GetSchedule',
  async ({ GroupName = DEFAULT_GROUP, Name }, parts) => {
    const schedule = await findSchedule(parts.database, GroupName, Name);
    if (!schedule) throw scheduleNotFound(Name);
    return describeSchedule(parts, schedule);
  },
);
