import type { BatchGetReportsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportId } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { describeReport } from '../rules/reports/report.ts';
import { findReports } from '../store/reports.ts';

/** Expired reports are not found. */
export const batchGetReports = operation<BatchGetReportsCommand, Parts>(
  'BatchGetReports',
  async ({ reportArns }, parts) => {
    const wanted = reportArns.map((arn) => ({ arn, id: readReportId(parts, arn) ?? '' }));
    const ids = wanted.map(({ id }) => id);
    const found = await findReports(parts.database, ids, parts.clock.now());
    const byId = new Map(found.map((report) => [report.id, report]));
    return {
      reports: wanted.flatMap(({ id }) => byId.get(id) ?? []).map((report) => describeReport(report, parts)),
      reportsNotFound: wanted.filter(({ id }) => !byId.has(id)).map(({ arn }) => arn),
    };
  },
);
