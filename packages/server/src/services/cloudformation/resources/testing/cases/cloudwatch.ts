import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { ResourceCase } from '../resource-case.ts';

const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;

export const CLOUDWATCH_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...{ Namespace: 'Suite', MetricName: 'Errors', Statistic: 'Sum', Period: '60', Threshold: '1.5', Unit: 'Count' },
      ...{ EvaluationPeriods: '2', DatapointsToAlarm: 1, ComparisonOperator: 'GreaterThanThreshold' },
      ...{ AlarmDescription: 'one', ActionsEnabled: 'false', TreatMissingData: 'notBreaching' },
      ...{ AlarmActions: [topic('a')], OKActions: [topic('b')], InsufficientDataActions: [] },
      ...{ Dimensions: [{ Name: 'Host', Value: 7 }], Tags: [{ Key: 'team', Value: 'a' }] },
    },
    change: {
      ...{ Threshold: 3, AlarmDescription: 'two', ActionsEnabled: true, OKActions: [], Dimensions: [] },
      ...{ InsufficientDataActions: [topic('c')], Tags: [{ Key: 'group', Value: 'b' }] },
    },
    replacement: { AlarmName: 'another' },
    broken: { properties: { Period: 7 }, reason: /Period must be 10, 20, 30/ },
    expected: {
      ...{ Namespace: 'Suite', MetricName: 'Errors', Statistic: 'Sum', Period: 60, Threshold: 1.5, Unit: 'Count' },
      ...{ EvaluationPeriods: 2, DatapointsToAlarm: 1, ComparisonOperator: 'GreaterThanThreshold' },
      ...{ AlarmDescription: 'one', ActionsEnabled: false, TreatMissingData: 'notBreaching' },
      ...{ AlarmActions: [topic('a')], OKActions: [topic('b')], InsufficientDataActions: [] },
      ...{ Dimensions: [{ Name: 'Host', Value: '7' }], tags: [{ Key: 'team', Value: 'a' }] },
    },
    expectedChange: {
      ...{ Threshold: 3, AlarmDescription: 'two', ActionsEnabled: true, OKActions: [], Dimensions: [] },
      ...{ InsufficientDataActions: [topic('c')], tags: [{ Key: 'group', Value: 'b' }] },
    },
    async look(yard, name) {
      const cloudwatch = yard.client(CloudWatch);
      const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: [name] });
      const [found] = MetricAlarms;
      const { Tags } = found ? await cloudwatch.listTagsForResource({ ResourceARN: found.AlarmArn }) : {};
      return found && { ...found, tags: Tags };
    },
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...{ Namespace: 'Suite', MetricName: 'Few', Statistic: 'Average', Period: 10, Threshold: 1 },
      ...{ EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' },
    },
    change: { AlarmDescription: 'said', TreatMissingData: 'breaching', AlarmActions: [topic('a')] },
    broken: { properties: { EvaluationWindow: { WallClockWindow: {} } }, reason: /EvaluationWindow of an alarm/ },
    expected: { description: '', TreatMissingData: 'missing', AlarmActions: [], ActionsEnabled: true },
    expectedChange: { description: 'said', TreatMissingData: 'breaching', AlarmActions: [topic('a')] },
    async look(yard, name) {
      const { MetricAlarms = [] } = await yard.client(CloudWatch).describeAlarms({ AlarmNames: [name] });
      return MetricAlarms[0] && { ...MetricAlarms[0], description: MetricAlarms[0].AlarmDescription ?? '' };
    },
  },
];
