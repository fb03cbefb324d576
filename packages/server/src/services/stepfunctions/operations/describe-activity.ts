import type { DescribeActivityCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { activityNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { activityOf } from '../rules/arns.ts';
import { findActivity } from '../store/activities.ts';

export const describeActivity = operation<DescribeActivityCommand, Parts>(
  'DescribeActivity',
  async (input, { database }) => {
    const activity = await findActivity(database, activityOf(input.activityArn) ?? '');
    if (!activity) throw activityNotFound(input.activityArn);
    const { name, createdAt } = activity;
    return { activityArn: input.activityArn, name, creationDate: new Date(createdAt) };
  },
);
