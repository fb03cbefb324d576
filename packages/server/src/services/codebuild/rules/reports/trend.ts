import type { GetReportGroupTrendCommandInput, GetReportGroupTrendCommandOutput } from '@aws-sdk/client-codebuild';
import { type Home, reportArn } from '../../arns.ts';
import type { Report } from './report.ts';
import type { ReportType } from './report-group.ts';

type Field = NonNullable<GetReportGroupTrendCommandInput['trendField']>;
type ReadValue = (report: Report) => number | undefined;

const FIELDS: Readonly<Record<ReportType, Partial<Record<Field, ReadValue>>>> = {
  TEST: {
    PASS_RATE: ({ tests }) => tests && passRate(tests.statusCounts.SUCCEEDED, tests.total),
    DURATION: ({ tests }) => tests?.durationNanoSeconds,
    TOTAL: ({ tests }) => tests?.total,
  },
  CODE_COVERAGE: {
    LINE_COVERAGE: ({ coverage }) => coverage?.lineCoveragePercentage,
    LINES_COVERED: ({ coverage }) => coverage?.linesCovered,
    LINES_MISSED: ({ coverage }) => coverage?.linesMissed,
    BRANCH_COVERAGE: ({ coverage }) => coverage?.branchCoveragePercentage,
    BRANCHES_COVERED: ({ coverage }) => coverage?.branchesCovered,
    BRANCHES_MISSED: ({ coverage }) => coverage?.branchesMissed,
  },
};

const passRate = (passed: number, total: number) => (total === 0 ? undefined : (passed / total) * 100);

/** Whether reports of this type have such a field. */
export const hasTrend = (type: ReportType, field: Field): boolean => FIELDS[type][field] !== undefined;

/** How a field went from report to report, all numbers as text. No reports have no average, and none is made up. [inferred] */
export function trendOf(
  reports: readonly Report[],
  { type, field }: { readonly type: ReportType; readonly field: Field },
  home: Home,
): Pick<GetReportGroupTrendCommandOutput, 'stats' | 'rawData'> {
  const read = FIELDS[type][field];
  const values = reports.flatMap((report) => {
    const value = read?.(report);
    return value === undefined ? [] : [{ reportArn: reportArn(home, report.id), value }];
  });
  const numbers = values.map(({ value }) => value);
  const sum = numbers.reduce((total, value) => total + value, 0);
  return {
    stats:
      numbers.length === 0
        ? {}
        : { average: say(sum / numbers.length), max: say(Math.max(...numbers)), min: say(Math.min(...numbers)) },
    rawData: values.map(({ reportArn: arn, value }) => ({ reportArn: arn, data: say(value) })),
  };
}

/** No more than two decimals. */
const say = (value: number): string => String(Math.round(value * 100) / 100);
