import type { FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { CoverageRow, TestStatus } from '@codeyard/engine/reports/report-format';
import { summarizeCoverage } from '@codeyard/engine/reports/summarize-coverage';
import { present } from '../present.ts';
import type { NewReport } from './new-report.ts';
import { expiryOf, type Report, type ReportStatus, reportIdOf } from './report.ts';
import { NO_EXPORT, type ReportGroup } from './report-group.ts';

interface MergeFacts {
  /** The batch. */
  readonly execution: { readonly uuid: string; readonly arn: string };
  readonly createdAt: number;
  /** How many builds there are that should have one. */
  readonly builds: number;
}

/**
 * What the builds of a fanout report, as one report of their batch. Raw files are exported with the builds' own reports only.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/parallel-test-auto-merge.html
 */
export function mergeReports(
  group: ReportGroup,
  reports: readonly NewReport[],
  { execution, createdAt, builds }: MergeFacts,
): NewReport {
  const fitting = reports.filter(({ report }) => report.type === group.type);
  const rows = bestRows(fitting.flatMap((one) => one.rows));
  const report: Report = {
    id: reportIdOf(group.name, { uuid: execution.uuid, key: 'merged' }),
    groupName: group.name,
    type: group.type,
    status: statusOf(fitting, builds),
    executionArn: execution.arn,
    createdAt,
    expiresAt: expiryOf(createdAt),
    exportConfig: NO_EXPORT,
    ...present('tests', mergeTests(fitting)),
    ...present('coverage', mergeCoverage(fitting)),
  };
  return { report, cases: failedFirst(fitting.flatMap(({ cases }) => cases)), rows };
}

/** A failure outweighs what is missing. [inferred] */
function statusOf(reports: readonly NewReport[], builds: number): ReportStatus {
  const has = (status: ReportStatus) => reports.some(({ report }) => report.status === status);
  if (has('FAILED')) return 'FAILED';
  const made = new Set(reports.map(({ report }) => report.executionArn)).size;
  return has('INCOMPLETE') || made < builds ? 'INCOMPLETE' : 'SUCCEEDED';
}

/** They ran side by side: it took as long as the longest of them. */
function mergeTests(reports: readonly NewReport[]): Report['tests'] {
  const summaries = reports.flatMap(({ report }) => report.tests ?? []);
  if (summaries.length === 0) return undefined;
  const counts: Record<TestStatus, number> = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const { statusCounts } of summaries) {
    for (const [status, count] of Object.entries(statusCounts)) counts[status as TestStatus] += count;
  }
  return {
    total: summaries.reduce((sum, { total }) => sum + total, 0),
    statusCounts: counts,
    durationNanoSeconds: Math.max(...summaries.map(({ durationNanoSeconds }) => durationNanoSeconds)),
    truncated: summaries.some(({ truncated }) => truncated),
  };
}

/** The sums of what the builds covered, even of the same file. */
function mergeCoverage(reports: readonly NewReport[]): Report['coverage'] {
  const summaries = reports.flatMap(({ report }) => report.coverage ?? []);
  if (summaries.length === 0) return undefined;
  return { ...summarizeCoverage(summaries), truncated: summaries.some(({ truncated }) => truncated) };
}

/** Of a file that several builds covered, the row with most of its lines covered, then of its branches. */
function bestRows(rows: readonly CoverageRow[]): readonly CoverageRow[] {
  const best = new Map<string, CoverageRow>();
  for (const row of rows) {
    const other = best.get(row.filePath);
    if (!other || isBetter(row, other)) best.set(row.filePath, row);
  }
  return [...best.values()];
}

function isBetter(row: CoverageRow, other: CoverageRow): boolean {
  const lines = share(row.linesCovered, row.linesMissed) - share(other.linesCovered, other.linesMissed);
  if (lines !== 0) return lines > 0;
  return share(row.branchesCovered, row.branchesMissed) > share(other.branchesCovered, other.branchesMissed);
}

const share = (covered: number, missed: number) => (covered + missed === 0 ? 0 : covered / (covered + missed));

const RANKS: readonly TestStatus[] = ['FAILED', 'ERROR'];

function failedFirst(cases: readonly FiledCase[]): readonly FiledCase[] {
  const ranked = RANKS.flatMap((rank) => cases.filter(({ status }) => status === rank));
  return [...ranked, ...cases.filter(({ status }) => !RANKS.includes(status))];
}
