import { createHash } from 'node:crypto';
import type { Report as ApiReport, TestCase as ApiTestCase, CodeCoverage } from '@aws-sdk/client-codebuild';
import type { CoverageTotals } from '@codeyard/engine/reports/assemble-report';
import type { CasesSummary, FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { CoverageRow, TestStatus } from '@codeyard/engine/reports/report-format';
import { summarizeCoverage } from '@codeyard/engine/reports/summarize-coverage';
import { type Home, reportArn, reportGroupArn } from '../../arns.ts';
import { present } from '../present.ts';
import type { ExportConfig, ReportType } from './report-group.ts';

export type ReportStatus = 'SUCCEEDED' | 'FAILED' | 'INCOMPLETE';

/** A report as it is kept. Times are milliseconds since the epoch. */
export interface Report {
  /** `<group>:<uuid>`. */
  readonly id: string;
  readonly groupName: string;
  readonly type: ReportType;
  readonly status: ReportStatus;
  /** ARN of the build or of the batch. */
  readonly executionArn: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly exportConfig: ExportConfig;
  /** Of one build of a fanout: the group of the report that it becomes part of. */
  readonly mergesInto?: string;
  readonly tests?: CasesSummary;
  readonly coverage?: CoverageTotals;
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Report.html */
const LIFE_MS = 30 * 24 * 60 * 60_000;
export const expiryOf = (createdAt: number): number => createdAt + LIFE_MS;

/** The same on every try of one build's upload: a report that was made before a crash is made again over itself. */
export function reportIdOf(groupName: string, { uuid, key }: { readonly uuid: string; readonly key: string }): string {
  const digest = createHash('sha256').update(`${uuid} ${key}`).digest('hex');
  const lengths = [8, 4, 4, 4, 12];
  let at = 0;
  const pieces = lengths.map((length) => {
    at += length;
    return digest.slice(at - length, at);
  });
  return `${groupName}:${pieces.join('-')}`;
}

/** Tests that were left out, or that are not decided, fail no report. [inferred] */
const FAILING: readonly TestStatus[] = ['FAILED', 'ERROR'];

export function statusOfTests({ statusCounts }: CasesSummary): ReportStatus {
  return FAILING.some((status) => statusCounts[status] > 0) ? 'FAILED' : 'SUCCEEDED';
}

/** A report as BatchGetReports answers it. */
export function describeReport(report: Report, home: Home): ApiReport {
  const { id, groupName, type, status, executionArn, tests, coverage } = report;
  return {
    arn: reportArn(home, id),
    type,
    name: groupName,
    reportGroupArn: reportGroupArn(home, groupName),
    executionId: executionArn,
    status,
    created: new Date(report.createdAt),
    expired: new Date(report.expiresAt),
    exportConfig: report.exportConfig,
    truncated: tests?.truncated ?? coverage?.truncated ?? false,
    ...present('testSummary', tests && describeTests(tests)),
    ...present('codeCoverageSummary', coverage && describeCoverage(coverage)),
  };
}

const describeTests = ({ total, statusCounts, durationNanoSeconds }: CasesSummary) => ({
  total,
  statusCounts: { ...statusCounts },
  durationInNanoSeconds: durationNanoSeconds,
});

function describeCoverage({ truncated: _, ...summary }: CoverageTotals) {
  return summary;
}

type Owner = Pick<Report, 'id' | 'expiresAt'>;

/** A test as DescribeTestCases answers it. */
export function describeTestCase(testCase: FiledCase, { id, expiresAt }: Owner, home: Home): ApiTestCase {
  return {
    reportArn: reportArn(home, id),
    testRawDataPath: testCase.file,
    ...present('prefix', testCase.prefix),
    name: testCase.name,
    status: testCase.status,
    durationInNanoSeconds: testCase.durationNanoSeconds,
    ...present('message', testCase.message),
    expired: new Date(expiresAt),
    ...present('testSuiteName', testCase.suite),
  };
}

/** A file as DescribeCodeCoverages answers it. */
export function describeCoverageRow(
  { row, position }: { readonly row: CoverageRow; readonly position: number },
  { id, expiresAt }: Owner,
  home: Home,
): CodeCoverage {
  const { filePath, ...counts } = row;
  return {
    id: reportIdOf('', { uuid: id, key: String(position) }).slice(1),
    reportARN: reportArn(home, id),
    filePath,
    ...summarizeCoverage([counts]),
    expired: new Date(expiresAt),
  };
}
