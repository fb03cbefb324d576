import type { Db } from '../../database/database.ts';
import { alarmArn, describeAlarm } from './describe-alarm.ts';
import type { Parts } from './parts.ts';
import type { Alarm, AlarmState } from './rules/alarm.ts';
import { insertHistory, saveAlarm } from './store/alarms.ts';
import { ACT } from './work-kinds.ts';

const ACTIONS: Readonly<Record<AlarmState, 'okActions' | 'alarmActions' | 'noDataActions'>> = {
  OK: 'okActions',
  ALARM: 'alarmActions',
  INSUFFICIENT_DATA: 'noDataActions',
};

/** Writes an alarm's new state with all that follows: its history, its event, and its actions. */
export async function changeState(
  tx: Db,
  parts: Parts,
  before: Alarm,
  verdict: { state: AlarmState; reason: string; reasonData?: string | undefined },
): Promise<void> {
  const { clock, ids, queue } = parts;
  const now = clock.now();
  const { reasonData: _, ...rest } = before;
  const after: Alarm = {
    ...{ ...rest, state: verdict.state, reason: verdict.reason, stateSince: now },
    ...(verdict.reasonData === undefined ? {} : { reasonData: verdict.reasonData }),
  };
  await saveAlarm(tx, after);
  const data = JSON.stringify({ version: '1.0', oldState: stateOf(before), newState: stateOf(after) });
  const summary = `Alarm updated from ${before.state} to ${after.state}`;
  await insertHistory(tx, { alarm: after.alarm, at: now, type: 'StateUpdate', summary, data }, ids.uuid());
  await parts.emitEvent(tx, {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarmArn(parts, after.alarm)],
    detail: {
      alarmName: after.alarm,
      state: stateOf(after),
      previousState: stateOf(before),
      configuration: configurationOf(after),
    },
    key: after.alarm,
  });
  if (!after.actionsEnabled) return;
  const message = JSON.stringify(messageOf(parts, before, after));
  for (const action of after[ACTIONS[after.state]]) {
    await queue.enqueue(tx, {
      kind: ACT,
      payload: { alarm: after.alarm, state: after.state, action, message, at: now },
    });
  }
}

const stateOf = ({ state, reason, reasonData, stateSince }: Alarm) => ({
  ...{ value: state, reason, timestamp: new Date(stateSince).toISOString().replace('Z', '+0000') },
  ...(reasonData === undefined ? {} : { reasonData }),
});

const configurationOf = ({ description, namespace, name, dimensions, period, statistic }: Alarm) => ({
  ...(description === undefined ? {} : { description }),
  metrics: [
    {
      id: 'm1',
      metricStat: { metric: { namespace, name, dimensions }, period, stat: statistic },
      returnData: true,
    },
  ],
});

/** What an alarm tells its topics. */
function messageOf(parts: Parts, before: Alarm, after: Alarm) {
  const described = describeAlarm(parts, after);
  return {
    AlarmName: after.alarm,
    AlarmDescription: after.description ?? null,
    AWSAccountId: parts.account,
    NewStateValue: after.state,
    NewStateReason: after.reason,
    StateChangeTime: new Date(after.stateSince).toISOString().replace('Z', '+0000'),
    Region: parts.region,
    AlarmArn: described.AlarmArn,
    OldStateValue: before.state,
    Trigger: {
      ...{ MetricName: after.name, Namespace: after.namespace, StatisticType: 'Statistic' },
      Statistic: after.statistic.toUpperCase(),
      Dimensions: Object.entries(after.dimensions).map(([name, value]) => ({ name, value })),
      ...{
        Period: after.period,
        EvaluationPeriods: after.evaluationPeriods,
        DatapointsToAlarm: after.datapointsToAlarm ?? after.evaluationPeriods,
      },
      ...{ ComparisonOperator: after.comparison, Threshold: after.threshold, TreatMissingData: after.missing },
    },
  };
}
