import type { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { describeAlarm } from '../describe-alarm.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listAlarms } from '../store/alarms.ts';

const PAGE = 50;

export const describeAlarms = operation<DescribeAlarmsCommand, Parts>('DescribeAlarms', async (input, parts) => {
  const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix, AlarmTypes } = input;
  if (AlarmTypes && !AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] };
  const found = (await listAlarms(parts.database)).filter(
    (alarm) =>
      (!AlarmNames?.length || AlarmNames.includes(alarm.alarm)) &&
      alarm.alarm.startsWith(AlarmNamePrefix) &&
      (!StateValue || alarm.state === StateValue) &&
      (!ActionPrefix || alarm.alarmActions.some((action) => action.startsWith(ActionPrefix))),
  );
  const asked = { token: input.NextToken, limit: input.MaxRecords ?? PAGE };
  const page = listPage(found, asked, { listing: 'DescribeAlarms', keyOf: ({ alarm }) => alarm });
  return {
    MetricAlarms: page.rows.map((alarm) => describeAlarm(parts, alarm)),
    CompositeAlarms: [],
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});
