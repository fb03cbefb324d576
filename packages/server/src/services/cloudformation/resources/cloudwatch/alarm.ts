import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Json } from '@codeyard/engine/template/parse-template';
import { deleteOnce } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const SETTINGS = [
  ...['ActionConfiguration', 'ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'ComparisonOperator'],
  ...['DatapointsToAlarm', 'Dimensions', 'EvaluateLowSampleCountPercentile', 'EvaluationCriteria'],
  ...['EvaluationInterval', 'EvaluationPeriods', 'EvaluationWindow', 'ExtendedStatistic', 'InsufficientDataActions'],
  ...['MetricName', 'Metrics', 'Namespace', 'OKActions', 'Period', 'Statistic', 'Threshold', 'ThresholdMetricId'],
  ...['TreatMissingData', 'Unit'],
];

const nameOf = (call: ResourceCall) => textOf(call.properties.AlarmName) ?? call.newName({ longest: 255 });
const arnOf = ({ stack }: ResourceCall, name: string) =>
  `arn:aws:cloudwatch:${stack.region}:${stack.account}:alarm:${name}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm: ResourceType = {
  type: 'AWS::CloudWatch::Alarm',
  properties: {
    ...Object.fromEntries([...SETTINGS, 'Tags'].map((name) => [name, 'updates' as const])),
    AlarmName: 'replaces',
  },
  attributes: ['Arn'],
  nameProperty: 'AlarmName',
  identify: nameOf,
  async create(call) {
    await put(call, nameOf(call));
    return DONE;
  },
  async read(call) {
    const { aws, physicalId: name } = call;
    const { MetricAlarms = [] } = await aws.cloudwatch.describeAlarms({
      ...{ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] },
    });
    return MetricAlarms[0] && { Arn: MetricAlarms[0].AlarmArn ?? arnOf(call, name) };
  },
  async update(call) {
    const { aws, changed, physicalId, previous } = call;
    if (SETTINGS.some((name) => changed.has(name))) await put(call, physicalId);
    if (changed.has('Tags')) {
      const [ResourceARN, Tags] = [arnOf(call, physicalId), tagsOf(call)];
      const TagKeys = removedTags(previousTags(previous), Tags);
      if (TagKeys.length > 0) await aws.cloudwatch.untagResource({ ResourceARN, TagKeys });
      if (Tags.length > 0) await aws.cloudwatch.tagResource({ ResourceARN, Tags });
    }
    return DONE;
  },
  async delete({ aws, physicalId }) {
    return await deleteOnce(['ResourceNotFound', 'ResourceNotFoundException'], () =>
      aws.cloudwatch.deleteAlarms({ AlarmNames: [physicalId] }),
    );
  },
};

/** Makes the alarm, or says anew all that is to be known of it but its tags. */
async function put(call: ResourceCall, AlarmName: string): Promise<void> {
  const value = { ...call.properties, AlarmName, Tags: tagsOf(call) as unknown as Json };
  await call.aws.cloudwatch.putMetricAlarm(call.fit<PutMetricAlarmCommandInput>('cloudwatch', 'PutMetricAlarm', value));
}
