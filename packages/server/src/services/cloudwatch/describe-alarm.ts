import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { formatArn } from '../../platform/arn.ts';
import type { Parts } from './parts.ts';
import type { Alarm } from './rules/alarm.ts';

type Place = Pick<Parts, 'account' | 'region'>;

export const alarmArn = ({ account, region }: Place, name: string) =>
  formatArn({ service: 'cloudwatch', region, account, resource: `alarm:${name}` });

export const dimensionList = (dimensions: Alarm['dimensions']) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

export const describeAlarm = (place: Place, alarm: Alarm): MetricAlarm => ({
  AlarmName: alarm.alarm,
  AlarmArn: alarmArn(place, alarm.alarm),
  ...(alarm.description === undefined ? {} : { AlarmDescription: alarm.description }),
  AlarmConfigurationUpdatedTimestamp: new Date(alarm.changedAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [...alarm.okActions],
  AlarmActions: [...alarm.alarmActions],
  InsufficientDataActions: [...alarm.noDataActions],
  StateValue: alarm.state,
  StateReason: alarm.reason,
  ...(alarm.reasonData === undefined ? {} : { StateReasonData: alarm.reasonData }),
  StateUpdatedTimestamp: new Date(alarm.stateSince),
  StateTransitionedTimestamp: new Date(alarm.stateSince),
  MetricName: alarm.name,
  Namespace: alarm.namespace,
  Statistic: alarm.statistic,
  Dimensions: dimensionList(alarm.dimensions),
  Period: alarm.period,
  ...(alarm.unit === undefined ? {} : { Unit: alarm.unit as 'Count' }),
  EvaluationPeriods: alarm.evaluationPeriods,
  ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison as 'GreaterThanThreshold',
  TreatMissingData: alarm.missing,
});
