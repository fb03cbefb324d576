import { Scheduler } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const HOUR = 3_600_000;
const OFF = { Mode: 'OFF' } as const;
const RoleArn = 'arn:aws:iam::123456789012:role/scheduler';

describe('schedules', () => {
  let yard: Yard;
  const clock = new FakeClock(Date.parse('2026-01-01T00:00:00Z'));
  beforeAll(async () => {
    yard = await startYard({ clock });
  });
  afterAll(() => yard.stop());
  const scheduler = () => yard.context.aws.scheduler;
  const parameter = async (Name: string) => {
    const found = await yard.context.aws.ssm.getParameter({ Name }).catch(() => undefined);
    return found?.Parameter;
  };
  /** A target that writes a parameter: what is called, how often, and with what, can be seen. */
  const writes = (Name: string, Value = 'x') => ({
    Arn: 'arn:aws:scheduler:::aws-sdk:ssm:putParameter',
    RoleArn,
    Input: JSON.stringify({ Name, Value, Type: 'String', Overwrite: true }),
  });

  it('call any operation of a service, each time once, over restarts too', async () => {
    const { ScheduleArn } = await scheduler().createSchedule({
      ...{ Name: 'hourly', ScheduleExpression: 'cron(0 * * * ? *)', FlexibleTimeWindow: OFF },
      Target: writes(
        'hourly',
        '<aws.scheduler.scheduled-time> <aws.scheduler.schedule-arn> <aws.scheduler.attempt-number>',
      ),
    });
    expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:123456789012:schedule/default/hourly');
    clock.advance(HOUR);
    await until(async () => (await parameter('hourly'))?.Version === 1);
    expect((await parameter('hourly'))?.Value).toBe(`2026-01-01T01:00:00Z ${ScheduleArn} 1`);
    await yard.restart();
    clock.advance(HOUR);
    await until(async () => (await parameter('hourly'))?.Version === 2);
    await scheduler().updateSchedule({
      ...{ Name: 'hourly', ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: OFF, State: 'DISABLED' },
      Target: writes('hourly'),
    });
    clock.advance(5 * HOUR);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await parameter('hourly'))?.Version).toBe(2);
    expect((await scheduler().getSchedule({ Name: 'hourly' })).State).toBe('DISABLED');
  });

  it('of a moment go once they were, when they are to', async () => {
    const at = new Date(clock.now() + HOUR).toISOString().slice(0, 19);
    await scheduler().createSchedule({
      ...{ Name: 'once', ScheduleExpression: `at(${at})`, FlexibleTimeWindow: OFF, ActionAfterCompletion: 'DELETE' },
      Target: writes('once'),
    });
    clock.advance(HOUR);
    await until(async () => await parameter('once'));
    await expect(scheduler().getSchedule({ Name: 'once' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('reach a state machine and an event bus', async () => {
    const { aws } = yard.context;
    const { stateMachineArn } = await aws.stepfunctions.createStateMachine({
      ...{ name: 'scheduled', roleArn: RoleArn },
      definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
    });
    await aws.logs.createLogGroup({ logGroupName: 'scheduled' });
    await aws.events.putRule({ Name: 'scheduled', EventPattern: JSON.stringify({ source: ['mine'] }) });
    const log = 'arn:aws:logs:us-east-1:123456789012:log-group:scheduled';
    await aws.events.putTargets({ Rule: 'scheduled', Targets: [{ Id: 'l', Arn: log }] });
    const common = { ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: OFF };
    await scheduler().createSchedule({
      ...common,
      Name: 'machine',
      Target: { Arn: stateMachineArn, RoleArn, Input: '{"a":1}' },
    });
    await scheduler().createSchedule({
      ...{ ...common, Name: 'bus' },
      Target: {
        ...{ Arn: 'arn:aws:events:us-east-1:123456789012:event-bus/default', RoleArn, Input: '{"b":2}' },
        EventBridgeParameters: { DetailType: 'd', Source: 'mine' },
      },
    });
    clock.advance(HOUR);
    await until(async () => (await aws.stepfunctions.listExecutions({ stateMachineArn })).executions?.length === 1);
    const logged = await until(async () => {
      clock.advance(50);
      return (await aws.logs.filterLogEvents({ logGroupName: 'scheduled' })).events?.[0]?.message;
    });
    expect(JSON.parse(logged)).toMatchObject({ source: 'mine', 'detail-type': 'd', detail: { b: 2 } });
  });

  it('are listed by group, which takes them with it', async () => {
    const client = yard.client(Scheduler);
    await client.listSchedules({}).catch(() => undefined);
    const { ScheduleGroupArn = '' } = await scheduler().createScheduleGroup({
      Name: 'team',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    await scheduler().createSchedule({
      ...{ Name: 's', GroupName: 'team', ScheduleExpression: 'rate(1 day)', Target: writes('s') },
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    });
    expect((await client.listSchedules({ GroupName: 'team' })).Schedules?.map(({ Name }) => Name)).toEqual(['s']);
    expect((await client.listTagsForResource({ ResourceArn: ScheduleGroupArn })).Tags).toEqual([
      { Key: 'a', Value: 'b' },
    ]);
    expect((await client.listScheduleGroups({})).ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'team']);
    await client.deleteScheduleGroup({ Name: 'team' });
    await expect(client.getSchedule({ GroupName: 'team', Name: 's' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each<[string, object]>([
    ['Invalid Schedule Expression every day.', { ScheduleExpression: 'every day' }],
    ['The provided time zone Mars/Base is not valid.', { ScheduleExpressionTimezone: 'Mars/Base' }],
    ['MaximumWindowInMinutes must be given', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }],
    [
      'Targets of kinesis are not implemented',
      { Target: { Arn: 'arn:aws:kinesis:us-east-1:123456789012:q', RoleArn } },
    ],
    ['Schedule group none does not exist.', { GroupName: 'none' }],
  ])('are refused: %s', async (message, rest) => {
    const schedule = { Name: 'bad', ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: OFF, Target: writes('bad') };
    await expect(scheduler().createSchedule({ ...schedule, ...rest })).rejects.toThrow(message);
  });
});
