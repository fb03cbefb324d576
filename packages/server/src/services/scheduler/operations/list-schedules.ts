import type { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { scheduleArn } from '../arns.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listSchedules as list } from '../store/schedules.ts';

export const listSchedules = operation<ListSchedulesCommand, Parts>('ListSchedules', async (input, parts) => {
  const { GroupName, NamePrefix = '', State } = input;
  const all = await list(parts.database, GroupName);
  const found = all.filter(({ name, state }) => name.startsWith(NamePrefix) && (!State || state === State));
  const listing = `ListSchedules ${JSON.stringify([GroupName, NamePrefix, State])}`;
  const page = listPage(found, input, { listing, keyOf: ({ group, name }) => `${group}/${name}` });
  return {
    Schedules: page.rows.map((schedule) => ({
      Arn: scheduleArn(parts, schedule),
      Name: schedule.name,
      GroupName: schedule.group,
      State: schedule.state,
      CreationDate: new Date(schedule.createdAt),
      LastModificationDate: new Date(schedule.changedAt),
      Target: { Arn: schedule.target.Arn },
    })),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});
