import type { GetReportGroupTrendCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportGroupName } from '../arns.ts';
import { invalidInput, invalidReportGroupArn, reportGroupNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { hasTrend, trendOf } from '../rules/reports/trend.ts';
import { findReportGroup } from '../store/report-groups.ts';
import { latestReports } from '../store/reports.ts';

const MOST_REPORTS = 100;

/** The newest report first. */
export const getReportGroupTrend = operation<GetReportGroupTrendCommand, Parts>(
  'GetReportGroupTrend',
  async ({ reportGroupArn, numOfReports = MOST_REPORTS, trendField }, parts) => {
    const groupName = readReportGroupName(parts, reportGroupArn);
    if (!groupName) throw invalidReportGroupArn(reportGroupArn);
    const group = await findReportGroup(parts.database, groupName);
    if (!group) throw reportGroupNotFound(reportGroupArn);
    if (!hasTrend(group.type, trendField)) {
      throw invalidInput(`Invalid trend field ${trendField} for a report group of type ${group.type}`);
    }
    const now = parts.clock.now();
    const reports = await latestReports(parts.database, { groupName, now, limit: numOfReports });
    return trendOf(reports, { type: group.type, field: trendField }, parts);
  },
);
