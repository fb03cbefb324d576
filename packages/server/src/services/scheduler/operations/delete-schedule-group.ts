import type { DeleteScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { DEFAULT_GROUP, existingGroup } from '../existing-group.ts';
import type { Parts } from '../parts.ts';
import { deleteGroupRows, listSchedules } from '../store/schedules.ts';
import { fireId } from '../work-kinds.ts';

/** A group goes with its schedules. */
export const deleteScheduleGroup = operation<DeleteScheduleGroupCommand, Parts>(
  'DeleteScheduleGroup',
  async ({ Name }, { database, queue }) => {
    if (Name === DEFAULT_GROUP) throw validation('The default schedule group cannot be deleted.');
    await database.transaction(async (tx) => {
      await existingGroup(tx, Name);
      for (const schedule of await listSchedules(tx, Name)) await queue.cancel(tx, fireId(schedule));
      await deleteGroupRows(tx, Name);
    });
    return {};
  },
);
