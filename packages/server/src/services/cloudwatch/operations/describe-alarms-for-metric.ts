import type { DescribeAlarmsForMetricCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { describeAlarm } from '../describe-alarm.ts';
import type { Parts } from '../parts.ts';
import { listAlarms } from '../store/alarms.ts';
import { metricKey } from '../store/metrics.ts';

export const describeAlarmsForMetric = operation<DescribeAlarmsForMetricCommand, Parts>(
  'DescribeAlarmsForMetric',
  async ({ Namespace: namespace, MetricName: name, Dimensions, Statistic, Period }, parts) => {
    const dimensions = Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    const key = metricKey({ namespace, name, dimensions });
    const found = (await listAlarms(parts.database)).filter(
      (alarm) =>
        metricKey(alarm) === key &&
        (!Statistic || alarm.statistic === Statistic) &&
        (!Period || alarm.period === Period),
    );
    return { MetricAlarms: found.map((alarm) => describeAlarm(parts, alarm)) };
  },
);
