import type { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { scheduleNotFound } from '../errors.ts';
import { DEFAULT_GROUP } from '../existing-group.ts';
import type { Parts } from '../parts.ts';
import { deleteScheduleRow, findSchedule } from '../store/schedules.ts';
import { fireId } from '../work-kinds.ts';

export const deleteSchedule = operation<DeleteScheduleCommand, Parts>(
  'DeleteSchedule',
  async ({ GroupName: group = DEFAULT_GROUP, Name: name }, { database, queue }) => {
    await database.transaction(async (tx) => {
      if (!(await findSchedule(tx, group, name))) throw scheduleNotFound(name);
      await deleteScheduleRow(tx, group, name);
      await queue.cancel(tx, fireId({ group, name }));
    });
    return {};
  },
);
