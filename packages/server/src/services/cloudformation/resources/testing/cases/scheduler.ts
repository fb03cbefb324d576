import { Scheduler } from '@aws-sdk/client-scheduler';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const GONE = 'ResourceNotFoundException';
const RoleArn = 'arn:aws:iam::123456789012:role/scheduler';
const Arn = 'arn:aws:sns:us-east-1:123456789012:topic';

async function lookAtSchedule(yard: Yard, Name: string) {
  const scheduler = yard.client(Scheduler);
  const { Schedules = [] } = await scheduler.listSchedules({ NamePrefix: Name });
  const [only] = Schedules;
  if (!only || Schedules.length > 1) return only && Schedules;
  const found = await scheduler.getSchedule({ Name, GroupName: only.GroupName });
  return { ...found, Description: found.Description, EndDate: found.EndDate };
}

export const SCHEDULER_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::Scheduler::Schedule',
    async prepare(yard) {
      await yard
        .client(Scheduler)
        .createScheduleGroup({ Name: 'of-schedule' })
        .catch(() => {});
      return {};
    },
    properties: {
      ...{ Description: 'one', ScheduleExpression: 'rate(1 day)', GroupName: 'of-schedule' },
      ...{ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: '15' }, State: 'DISABLED' },
      ...{ EndDate: '2099-01-01T00:00:00Z', ScheduleExpressionTimezone: 'Europe/Paris' },
      Target: { Arn, RoleArn, Input: { made: true }, RetryPolicy: { MaximumRetryAttempts: '2' } },
    },
    change: {
      ...{ ScheduleExpression: 'cron(0 2 * * ? *)', GroupName: 'default', FlexibleTimeWindow: { Mode: 'OFF' } },
      ...{ State: 'ENABLED', Target: { Arn, RoleArn, Input: 'text' } },
    },
    replacement: { Name: 'another' },
    broken: { properties: { ScheduleExpression: 'sometimes' }, reason: /Invalid Schedule Expression sometimes/ },
    expected: {
      ...{ Description: 'one', ScheduleExpression: 'rate(1 day)', GroupName: 'of-schedule', State: 'DISABLED' },
      ...{ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 }, EndDate: new Date('2099-01-01') },
      ScheduleExpressionTimezone: 'Europe/Paris',
      Target: { Arn, RoleArn, Input: '{"made":true}', RetryPolicy: { MaximumRetryAttempts: 2 } },
    },
    expectedChange: {
      ...{ ScheduleExpression: 'cron(0 2 * * ? *)', GroupName: 'default', State: 'ENABLED' },
      ...{ FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Input: 'text' } },
    },
    look: lookAtSchedule,
  },
  {
    type: 'AWS::Scheduler::Schedule',
    properties: {
      ...{ Name: 'plain', ScheduleExpression: 'rate(2 hours)', FlexibleTimeWindow: { Mode: 'OFF' } },
      Target: { Arn, RoleArn },
    },
    change: { Description: 'two', EndDate: '2099-01-01T00:00:00Z' },
    broken: { properties: { GroupName: 'nowhere' }, reason: /Schedule group nowhere does not exist/ },
    expected: { Description: undefined, EndDate: undefined, GroupName: 'default' },
    expectedChange: { Description: 'two', EndDate: new Date('2099-01-01') },
    look: lookAtSchedule,
  },
  {
    type: 'AWS::Scheduler::ScheduleGroup',
    properties: { Tags: [{ Key: 'team', Value: 'a' }] },
    change: { Tags: [{ Key: 'group', Value: 'b' }] },
    replacement: { Name: 'another' },
    broken: { properties: { Name: 'default' }, reason: /already exists/ },
    expected: { State: 'ACTIVE', Tags: [{ Key: 'team', Value: 'a' }] },
    expectedChange: { Tags: [{ Key: 'group', Value: 'b' }] },
    async look(yard, Name) {
      const scheduler = yard.client(Scheduler);
      const found = await unlessGone(GONE, () => scheduler.getScheduleGroup({ Name }));
      if (!found) return undefined;
      return { ...found, Tags: (await scheduler.listTagsForResource({ ResourceArn: found.Arn })).Tags };
    },
  },
];
