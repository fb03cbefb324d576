import type { CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { groupArn } from '../arns.ts';
import { groupExists } from '../errors.ts';
import { DEFAULT_GROUP } from '../existing-group.ts';
import type { Parts } from '../parts.ts';
import { findGroup, saveGroup } from '../store/schedules.ts';

export const createScheduleGroup = operation<CreateScheduleGroupCommand, Parts>(
  'CreateScheduleGroup',
  async ({ Name: name, Tags }, parts) => {
    const now = parts.clock.now();
    const tags = Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    await parts.database.transaction(async (tx) => {
      if (name === DEFAULT_GROUP || (await findGroup(tx, name))) throw groupExists(name);
      await saveGroup(tx, { name, createdAt: now, changedAt: now, tags });
    });
    return { ScheduleGroupArn: groupArn(parts, name) };
  },
);
