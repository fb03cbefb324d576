import type { DescribeTestCasesCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportId } from '../arns.ts';
import { invalidReportArn, reportNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { describeTestCase } from '../rules/reports/report.ts';
import { listTestCases } from '../store/report-contents.ts';
import { findReport } from '../store/reports.ts';

/** Failed tests first, as they are kept. */
export const describeTestCases = operation<DescribeTestCasesCommand, Parts>(
  'DescribeTestCases',
  async ({ reportArn, nextToken, maxResults, filter = {} }, parts) => {
    const id = readReportId(parts, reportArn);
    if (!id) throw invalidReportArn(reportArn);
    const report = await findReport(parts.database, id, parts.clock.now());
    if (!report) throw reportNotFound(reportArn);
    const status = filter.status || undefined;
    const keyword = filter.keyword || undefined;
    const found = new Map<number, Awaited<ReturnType<typeof listTestCases>>[number]['testCase']>();
    const page = await listPage<{ readonly position: number }>(
      `DescribeTestCases ${id} ${status ?? ''} ${keyword ?? ''}`,
      nextToken,
      async (after, limit) => {
        const rows = await listTestCases(parts.database, { report: id, status, keyword, after, limit });
        for (const { position, testCase } of rows) found.set(position, testCase);
        return rows.map(({ position }) => ({ position }));
      },
      maxResults,
    );
    return {
      testCases: page.rows
        .flatMap(({ position }) => found.get(position) ?? [])
        .map((testCase) => describeTestCase(testCase, report, parts)),
      nextToken: page.nextToken,
    };
  },
);
