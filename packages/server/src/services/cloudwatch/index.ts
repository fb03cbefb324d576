import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { disableAlarmActions } from './operations/disable-alarm-actions.ts';
import { enableAlarmActions } from './operations/enable-alarm-actions.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { actWorker } from './workers/act.ts';
import { evaluateWorker } from './workers/evaluate.ts';

/** CloudWatch: alarms, and the metrics that they watch. */
export function createCloudwatch(context: ServiceContext): Service {
  return {
    name: 'cloudwatch',
    sdkClient: 'cloudwatch',
    operations: bindOperations(OPERATIONS, context),
    notYet: NOT_YET,
    workers: [evaluateWorker(context), actWorker(context)],
    migrations,
  };
}

const OPERATIONS = [
  deleteAlarms,
  describeAlarmHistory,
  describeAlarmsForMetric,
  describeAlarms,
  disableAlarmActions,
  enableAlarmActions,
  getMetricStatistics,
  listMetrics,
  listTagsForResource,
  putMetricAlarm,
  putMetricData,
  setAlarmState,
  tagResource,
  untagResource,
];
