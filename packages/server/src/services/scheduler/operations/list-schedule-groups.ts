import type { ListScheduleGroupsCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { groupArn } from '../arns.ts';
import { DEFAULT_GROUP, existingGroup } from '../existing-group.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listGroups } from '../store/schedules.ts';

export const listScheduleGroups = operation<ListScheduleGroupsCommand, Parts>(
  'ListScheduleGroups',
  async (input, parts) => {
    const own = await listGroups(parts.database);
    const all = own.some(({ name }) => name === DEFAULT_GROUP) ? own : [await existingGroup(parts.database), ...own];
    const found = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    const page = listPage(found, input, {
      listing: `ListScheduleGroups ${input.NamePrefix ?? ''}`,
      keyOf: ({ name }) => name,
    });
    return {
      ScheduleGroups: page.rows.map(({ name, createdAt, changedAt }) => ({
        ...{ Arn: groupArn(parts, name), Name: name, State: 'ACTIVE' as const },
        ...{ CreationDate: new Date(createdAt), LastModificationDate: new Date(changedAt) },
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
