import type { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { parseArn } from '../../../platform/arn.ts';
import { invalidCombination, notHere, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { Alarm, Statistic } from '../rules/alarm.ts';
import { isComparison } from '../rules/evaluate-alarm.ts';
import { insertHistory, lockAlarm, saveAlarm } from '../store/alarms.ts';
import { EVALUATE, evaluateId } from '../work-kinds.ts';

type Input = InputOf<PutMetricAlarmCommand>;

/** Settings that would change when an alarm goes off, or what it does then. */
const UNKNOWN = [
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'ActionConfiguration',
] as const;
const PERIODS = [10, 20, 30];
const MISSING = ['missing', 'notBreaching', 'breaching', 'ignore'] as const;

/** Makes an alarm, or changes one, whose state stays. It is looked at from then on. */
export const putMetricAlarm = operation<PutMetricAlarmCommand, Parts>('PutMetricAlarm', async (input, parts) => {
  const { clock, database, ids, queue } = parts;
  const now = clock.now();
  const wanted = readAlarm(input);
  await database.transaction(async (tx) => {
    const known = await lockAlarm(tx, wanted.alarm);
    const state = known ?? {
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      stateSince: now,
      tags: {},
    };
    const { reasonData } = known ?? {};
    const alarm: Alarm = {
      ...wanted,
      ...{ state: state.state, reason: state.reason, stateSince: state.stateSince, changedAt: now },
      ...(reasonData === undefined ? {} : { reasonData }),
      tags: known ? known.tags : Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    };
    await saveAlarm(tx, alarm);
    const summary = known ? `Alarm "${alarm.alarm}" updated` : `Alarm "${alarm.alarm}" created`;
    const item = {
      alarm: alarm.alarm,
      at: now,
      type: 'ConfigurationUpdate' as const,
      summary,
      data: JSON.stringify(alarm),
    };
    await insertHistory(tx, item, ids.uuid());
    await queue.enqueue(tx, { kind: EVALUATE, id: evaluateId(alarm.alarm), payload: alarm.alarm });
  });
});

function readAlarm(input: Input): Omit<Alarm, 'state' | 'reason' | 'stateSince' | 'changedAt' | 'tags'> {
  if (input.Metrics) throw notHere('An alarm of a metric expression');
  if (input.ExtendedStatistic) throw notHere('An alarm of an extended statistic');
  if (input.ThresholdMetricId) throw notHere('An alarm of an anomaly detector');
  for (const setting of UNKNOWN) if (input[setting] !== undefined) throw notHere(`${setting} of an alarm`);
  const { MetricName: name, Namespace: namespace, Period: period, Threshold: threshold, EvaluationPeriods } = input;
  if (!name || !namespace || !period || threshold === undefined || !EvaluationPeriods || !input.Statistic) {
    throw invalidCombination('MetricName, Namespace, Statistic, Period, EvaluationPeriods and Threshold must be given');
  }
  if (!PERIODS.includes(period) && period % 60 !== 0) throw validation('Period must be 10, 20, 30 or a multiple of 60');
  const { ComparisonOperator: comparison = '' } = input;
  if (!isComparison(comparison)) throw notHere(`The comparison ${comparison}`);
  const missing = MISSING.find((known) => known === (input.TreatMissingData ?? 'missing'));
  if (!missing) throw validation(`TreatMissingData must be one of ${MISSING.join(', ')}`);
  const { DatapointsToAlarm } = input;
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw validation('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  const actions = {
    okActions: input.OKActions ?? [],
    alarmActions: input.AlarmActions ?? [],
    noDataActions: input.InsufficientDataActions ?? [],
  };
  for (const action of Object.values(actions).flat()) checkAction(action);
  return {
    ...{ alarm: input.AlarmName, namespace, name, period, threshold, missing, ...actions },
    ...(DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: DatapointsToAlarm }),
    dimensions: Object.fromEntries((input.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
    statistic: input.Statistic as Statistic,
    evaluationPeriods: EvaluationPeriods,
    comparison,
    actionsEnabled: input.ActionsEnabled ?? true,
    ...(input.AlarmDescription ? { description: input.AlarmDescription } : {}),
    ...(input.Unit ? { unit: input.Unit } : {}),
  };
}

function checkAction(action: string): void {
  const service = parseArn(action)?.service;
  if (service === 'sns' || service === 'lambda') return;
  throw service ? notHere(`An alarm's action on ${service}`) : validation(`Invalid arn syntax: ${action}`);
}
