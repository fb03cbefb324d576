import type { FileProblem, ReportContents } from '@codeyard/engine/reports/assemble-report';
import type { FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { CoverageRow } from '@codeyard/engine/reports/report-format';
import { present } from '../present.ts';
import { expiryOf, type Report, reportIdOf, statusOfTests } from './report.ts';
import type { ReportGroup } from './report-group.ts';

/** The files of a report, read; nothing when there was none to read or reading them failed altogether. */
export interface ReadFiles {
  readonly contents?: ReportContents;
}

interface ReportFacts {
  readonly key: string;
  readonly mergesInto?: string;
  readonly execution: { readonly uuid: string; readonly arn: string };
  readonly createdAt: number;
}

export interface NewReport {
  readonly report: Report;
  readonly cases: readonly FiledCase[];
  readonly rows: readonly CoverageRow[];
}

/** The report that a build makes of files. One whose kind is not that of its group stays empty: kinds do not mix. */
export function newReport(
  group: ReportGroup,
  { contents }: ReadFiles,
  { key, execution, createdAt, mergesInto }: ReportFacts,
): NewReport {
  const fitting = contents?.kind === group.type && contents.read > 0 ? contents : undefined;
  const base = {
    id: reportIdOf(group.name, { uuid: execution.uuid, key }),
    groupName: group.name,
    type: group.type,
    executionArn: execution.arn,
    createdAt,
    expiresAt: expiryOf(createdAt),
    exportConfig: group.exportConfig,
    ...present('mergesInto', mergesInto),
  };
  if (!fitting) return { report: { ...base, status: 'INCOMPLETE' }, cases: [], rows: [] };
  const isBroken = fitting.problems.some(({ reason }) => reason === 'malformed');
  if (fitting.kind === 'CODE_COVERAGE') {
    const status = isBroken ? 'INCOMPLETE' : 'SUCCEEDED';
    return { report: { ...base, status, coverage: fitting.summary }, cases: [], rows: fitting.rows };
  }
  const status = isBroken ? 'INCOMPLETE' : statusOfTests(fitting.summary);
  return { report: { ...base, status, tests: fitting.summary }, cases: fitting.cases, rows: [] };
}

const MOST_NAMES = 10;

/** What a person wants to know of a report at once. */
export function tellOfReport({ report, cases }: NewReport): string[] {
  const { groupName, status, tests, coverage } = report;
  if (coverage) return [`Report ${groupName}: ${status}, ${tellCoverage(coverage)}`];
  if (!tests) return [`Report ${groupName}: ${status}`];
  const counts = Object.entries(tests.statusCounts).flatMap(([name, count]) =>
    count > 0 ? [`${count} ${name.toLowerCase()}`] : [],
  );
  const failed = cases.filter((testCase) => testCase.status === 'FAILED' || testCase.status === 'ERROR');
  const names = failed.slice(0, MOST_NAMES).map(({ status: outcome, prefix, name }) => {
    const whole = prefix && !name.startsWith(prefix) ? `${prefix} ${name}` : name;
    return `  ${outcome} ${whole.replaceAll(/\s+/g, ' ')}`;
  });
  const more = tests.statusCounts.FAILED + tests.statusCounts.ERROR - names.length;
  const ending = names.length > 0 && more > 0 ? [`  and ${more} more`] : [];
  return [`Report ${groupName}: ${status}, ${[`${tests.total} tests`, ...counts].join(', ')}`, ...names, ...ending];
}

function tellCoverage(coverage: NonNullable<Report['coverage']>): string {
  const { lineCoveragePercentage: lines = 0, branchCoveragePercentage: branches } = coverage;
  return `${lines}% of lines${branches === undefined ? '' : `, ${branches}% of branches`} covered`;
}

/** A file that is not part of the report, and why. */
export const tellOfProblem = ({ file, reason, message }: FileProblem): string =>
  `${reason === 'foreign' ? 'Skipping' : 'Unable to read'} report file ${file}: ${message}`;
