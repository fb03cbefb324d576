import type { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listHistory } from '../store/alarms.ts';

const PAGE = 100;

export const describeAlarmHistory = operation<DescribeAlarmHistoryCommand, Parts>(
  'DescribeAlarmHistory',
  async (input, { database }) => {
    const { AlarmName, HistoryItemType, StartDate, EndDate, ScanBy } = input;
    const found = (await listHistory(database, AlarmName)).filter(
      ({ type, at }) =>
        (!HistoryItemType || type === HistoryItemType) &&
        (!StartDate || at >= StartDate.getTime()) &&
        (!EndDate || at <= EndDate.getTime()),
    );
    const ordered = ScanBy === 'TimestampAscending' ? found.reverse() : found;
    const asked = { token: input.NextToken, limit: input.MaxRecords ?? PAGE };
    const page = listPage(ordered, asked, {
      listing: `DescribeAlarmHistory ${AlarmName} ${ScanBy}`,
      keyOf: ({ number }) => number,
    });
    return {
      AlarmHistoryItems: page.rows.map(({ alarm, at, type, summary, data }) => ({
        ...{ AlarmName: alarm, AlarmType: 'MetricAlarm' as const, Timestamp: new Date(at) },
        ...{ HistoryItemType: type, HistorySummary: summary, HistoryData: data },
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
