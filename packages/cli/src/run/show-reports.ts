import type { Build, CodeBuild, Report, TestCase } from '@aws-sdk/client-codebuild';
import type { Screen } from '../terminal/screen.ts';

export interface ReportWithFailures {
  readonly report: Report;
  /** Its first tests that did not pass. */
  readonly failures: readonly TestCase[];
}

const MOST_FAILURES = 5;
const WIDEST_MESSAGE = 100;

/** What a build that is over says of its tests and of its coverage. */
export async function readReports(codebuild: CodeBuild, { reportArns = [] }: Build): Promise<ReportWithFailures[]> {
  if (reportArns.length === 0) return [];
  const { reports = [] } = await codebuild.batchGetReports({ reportArns });
  return await Promise.all(
    reports.map(async (report) => {
      const { arn: reportArn, testSummary } = report;
      const count = failuresOf(testSummary?.statusCounts);
      if (count === 0) return { report, failures: [] };
      // The tests that failed are the first ones.
      const maxResults = Math.min(count, MOST_FAILURES);
      const { testCases = [] } = await codebuild.describeTestCases({ reportArn, maxResults });
      return { report, failures: testCases };
    }),
  );
}

/** One line for each report, with the names of a few tests that failed. */
export function showReports(screen: Screen, reports: readonly ReportWithFailures[]): void {
  for (const { report, failures } of reports) {
    const good = report.status === 'SUCCEEDED';
    const mark = good ? screen.paint('green', '✓') : screen.paint('red', '✗');
    screen.line(`${mark} ${report.name}  ${contentsOf(report)}`);
    for (const failure of failures) screen.line(`    ${screen.paint('red', nameOf(failure))}${messageOf(failure)}`);
    const more = failuresOf(report.testSummary?.statusCounts) - failures.length;
    if (more > 0) screen.line(`    and ${more} more`);
  }
}

const failuresOf = (counts: Readonly<Record<string, number>> = {}) => (counts.FAILED ?? 0) + (counts.ERROR ?? 0);

function contentsOf({ testSummary, codeCoverageSummary: coverage, status }: Report): string {
  const ending = status === 'INCOMPLETE' ? ', incomplete' : '';
  if (testSummary) {
    const counts = Object.entries(testSummary.statusCounts ?? {}).filter(([, count]) => count > 0);
    const outcomes = counts.map(([name, count]) => `, ${count} ${name.toLowerCase()}`);
    return `${testSummary.total} ${testSummary.total === 1 ? 'test' : 'tests'}${outcomes.join('')}${ending}`;
  }
  if (!coverage) return (status ?? '').toLowerCase();
  const { lineCoveragePercentage: lines = 0, branchCoveragePercentage: branches } = coverage;
  return `${lines}% of lines${branches === undefined ? '' : `, ${branches}% of branches`} covered${ending}`;
}

function nameOf({ prefix, name = '' }: TestCase): string {
  return prefix && !name.startsWith(prefix) ? `${prefix} ${name}` : name;
}

function messageOf({ message = '' }: TestCase): string {
  const line = message.trim().split('\n')[0] ?? '';
  if (line === '') return '';
  return `: ${line.length > WIDEST_MESSAGE ? `${line.slice(0, WIDEST_MESSAGE)}…` : line}`;
}
