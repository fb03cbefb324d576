import type { GetScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { groupArn } from '../arns.ts';
import { existingGroup } from '../existing-group.ts';
import type { Parts } from '../parts.ts';

export const getScheduleGroup = operation<GetScheduleGroupCommand, Parts>(
  'GetScheduleGroup',
  async ({ Name }, parts) => {
    const { name, createdAt, changedAt } = await existingGroup(parts.database, Name);
    return {
      ...{ Arn: groupArn(parts, name), Name: name, State: 'ACTIVE' },
      CreationDate: new Date(createdAt),
      LastModificationDate: new Date(changedAt),
    };
  },
);
