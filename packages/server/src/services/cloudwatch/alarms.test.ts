import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const MINUTE = 60_000;

describe('CloudWatch', () => {
  let yard: Yard;
  const clock = new FakeClock(Date.parse('2026-01-01T00:00:10Z'));
  beforeAll(async () => {
    yard = await startYard({ clock });
  });
  afterAll(() => yard.stop());
  const cloudwatch = () => yard.context.aws.cloudwatch;
  const alarm = (AlarmName: string, rest: object = {}) => ({
    ...{ AlarmName, Namespace: 'Builds', MetricName: 'Failures', Dimensions: [{ Name: 'project', Value: AlarmName }] },
    ...{ Statistic: 'Sum' as const, Period: 60, EvaluationPeriods: 2, Threshold: 1 },
    ComparisonOperator: 'GreaterThanOrEqualToThreshold' as const,
    ...rest,
  });
  const put = (project: string, Value: number) =>
    cloudwatch().putMetricData({
      Namespace: 'Builds',
      MetricData: [{ MetricName: 'Failures', Value, Dimensions: [{ Name: 'project', Value: project }] }],
    });
  const stateOf = async (name: string) =>
    (await cloudwatch().describeAlarms({ AlarmNames: [name] })).MetricAlarms?.[0]?.StateValue;
  it('follows its metric, tells its topic and the bus, and remembers', async () => {
    const { aws } = yard.context;
    await aws.logs.createLogGroup({ logGroupName: 'alarm-events' });
    await aws.events.putRule({ Name: 'alarms', EventPattern: JSON.stringify({ source: ['aws.cloudwatch'] }) });
    const log = 'arn:aws:logs:us-east-1:123456789012:log-group:alarm-events';
    await aws.events.putTargets({ Rule: 'alarms', Targets: [{ Id: 'l', Arn: log }] });
    const { TopicArn = '' } = await aws.sns.createTopic({ Name: 'alarms' });

    const step = async (name: string, state: string, value?: number) =>
      await until(async () => {
        if (value !== undefined) await put(name, value);
        clock.advance(MINUTE / 6);
        return (await stateOf(name)) === state;
      });
    await cloudwatch().putMetricAlarm(alarm('web', { AlarmActions: [TopicArn], TreatMissingData: 'notBreaching' }));
    expect(await stateOf('web')).toMatch(/INSUFFICIENT_DATA|OK/);
    await step('web', 'OK');
    await step('web', 'ALARM', 1);
    await yard.restart();
    await step('web', 'OK');
    const history = await cloudwatch().describeAlarmHistory({
      AlarmName: 'web',
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
    });
    expect(history.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ]);
    const actions = await cloudwatch().describeAlarmHistory({ AlarmName: 'web', HistoryItemType: 'Action' });
    expect(actions.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      `Successfully executed action ${TopicArn}`,
    ]);
    const events = await until(async () => {
      clock.advance(50);
      const { events: found } = await yard.context.aws.logs.filterLogEvents({ logGroupName: 'alarm-events' });
      // The clock jumps over leases here, so an event may come twice.
      const seen = new Map(
        (found ?? []).map(({ message = '' }) => [JSON.stringify(JSON.parse(message).detail), JSON.parse(message)]),
      );
      return seen.size === 3 && [...seen.values()];
    });
    expect(events[0]).toMatchObject({
      'detail-type': 'CloudWatch Alarm State Change',
      detail: { alarmName: 'web', state: { value: 'OK' }, previousState: { value: 'INSUFFICIENT_DATA' } },
    });
  });

  it('can be set by hand, listed, tagged and deleted', async () => {
    await cloudwatch().putMetricAlarm(alarm('hand', { TreatMissingData: 'ignore', Tags: [{ Key: 'a', Value: 'b' }] }));
    await cloudwatch().setAlarmState({ AlarmName: 'hand', StateValue: 'ALARM', StateReason: 'a test' });
    const client = yard.client(CloudWatch);
    await client.listMetrics({}).catch(() => undefined);
    const { MetricAlarms } = await client.describeAlarms({ StateValue: 'ALARM' });
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'hand', StateReason: 'a test', TreatMissingData: 'ignore' }]);
    const ResourceARN = MetricAlarms?.[0]?.AlarmArn ?? '';
    expect((await client.listTagsForResource({ ResourceARN })).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    await client.deleteAlarms({ AlarmNames: ['hand'] });
    await expect(client.deleteAlarms({ AlarmNames: ['hand'] })).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('shows what was measured', async () => {
    await put('numbers', 2);
    await put('numbers', 4);
    const now = clock.now();
    const { Datapoints } = await cloudwatch().getMetricStatistics({
      ...{ Namespace: 'Builds', MetricName: 'Failures', Dimensions: [{ Name: 'project', Value: 'numbers' }] },
      ...{
        StartTime: new Date(now - MINUTE),
        EndTime: new Date(now + MINUTE),
        Period: 120,
        Statistics: ['Average', 'Maximum', 'SampleCount'],
      },
    });
    expect(Datapoints).toMatchObject([{ Average: 3, Maximum: 4, SampleCount: 2 }]);
    const { Metrics } = await cloudwatch().listMetrics({ Dimensions: [{ Name: 'project', Value: 'numbers' }] });
    expect(Metrics).toEqual([
      { Namespace: 'Builds', MetricName: 'Failures', Dimensions: [{ Name: 'project', Value: 'numbers' }] },
    ]);
  });

  it('tell of DatapointsToAlarm when it was given, and only then', async () => {
    await cloudwatch().putMetricAlarm(alarm('as-many-as-are-looked-at'));
    await cloudwatch().putMetricAlarm(alarm('one-is-enough', { DatapointsToAlarm: 1 }));
    const names = ['as-many-as-are-looked-at', 'one-is-enough'];
    const { MetricAlarms } = await cloudwatch().describeAlarms({ AlarmNames: names });
    expect(MetricAlarms?.map(({ DatapointsToAlarm }) => DatapointsToAlarm)).toEqual([undefined, 1]);
    await cloudwatch().deleteAlarms({ AlarmNames: names });
  });

  it.each<[string, object]>([
    ['Period must be 10, 20, 30 or a multiple of 60', { Period: 45 }],
    ['An alarm of an extended statistic is not implemented', { ExtendedStatistic: 'p99' }],
    ['EvaluationInterval of an alarm is not implemented', { EvaluationInterval: 60 }],
    ['DatapointsToAlarm must be less', { DatapointsToAlarm: 3 }],
    ["An alarm's action on automate is not implemented", { AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] }],
  ])('refuses: %s', async (message, rest) => {
    await expect(cloudwatch().putMetricAlarm(alarm('bad', rest))).rejects.toThrow(message);
  });
});
