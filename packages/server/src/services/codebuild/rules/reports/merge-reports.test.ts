import type { CoverageRow, TestStatus } from '@codeyard/engine/reports/report-format';
import { expect, it } from 'vitest';
import { mergeReports } from './merge-reports.ts';
import type { NewReport } from './new-report.ts';
import { NO_EXPORT, type ReportGroup } from './report-group.ts';

const groupOf = (type: ReportGroup['type']): ReportGroup => ({
  ...{ name: 'g', type, createdAt: 0, lastModifiedAt: 0, exportConfig: NO_EXPORT, tags: [] },
});
const facts = (builds: number) => ({ execution: { uuid: 'u', arn: 'batch' }, createdAt: 5, builds });
const base = (build: string) => ({
  ...{ id: `g-${build}:1`, groupName: `g-${build}`, executionArn: build, createdAt: 0, expiresAt: 1 },
  exportConfig: NO_EXPORT,
});

function tests(build: string, status: 'SUCCEEDED' | 'FAILED', seconds: number, outcomes: TestStatus[]): NewReport {
  const statusCounts = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const outcome of outcomes) statusCounts[outcome] += 1;
  const cases = outcomes.map((outcome, index) => ({
    ...{ name: `${build}${index}`, status: outcome, durationNanoSeconds: 1, file: 'a.xml' },
  }));
  const summary = { total: outcomes.length, statusCounts, durationNanoSeconds: seconds, truncated: false };
  return { report: { ...base(build), type: 'TEST', status, tests: summary }, cases, rows: [] };
}

function covers(build: string, rows: CoverageRow[]): NewReport {
  const sum = (member: keyof Omit<CoverageRow, 'filePath'>) => rows.reduce((total, row) => total + row[member], 0);
  const coverage = {
    ...{ linesCovered: sum('linesCovered'), linesMissed: sum('linesMissed'), truncated: false },
    ...{ branchesCovered: sum('branchesCovered'), branchesMissed: sum('branchesMissed') },
  };
  return { report: { ...base(build), type: 'CODE_COVERAGE', status: 'SUCCEEDED', coverage }, cases: [], rows };
}

const row = (filePath: string, lines: [number, number], branches: [number, number] = [0, 0]): CoverageRow => ({
  ...{ filePath, linesCovered: lines[0], linesMissed: lines[1] },
  ...{ branchesCovered: branches[0], branchesMissed: branches[1] },
});

it('adds up tests, which took as long as the longest build, and puts the failed ones first', () => {
  const reports = [
    tests('a', 'SUCCEEDED', 7, ['SUCCEEDED', 'SKIPPED']),
    tests('b', 'FAILED', 3, ['SUCCEEDED', 'FAILED']),
  ];
  const { report, cases } = mergeReports(groupOf('TEST'), reports, facts(2));
  expect(report).toMatchObject({ groupName: 'g', status: 'FAILED', executionArn: 'batch', createdAt: 5 });
  expect(report.tests).toEqual({
    ...{ total: 4, durationNanoSeconds: 7, truncated: false },
    statusCounts: { SUCCEEDED: 2, FAILED: 1, ERROR: 0, SKIPPED: 1, UNKNOWN: 0 },
  });
  expect(cases.map(({ name }) => name)).toEqual(['b1', 'a0', 'a1', 'b0']);
});

it('is incomplete when a build has none, unless another failed', () => {
  const [good, bad] = [tests('a', 'SUCCEEDED', 1, ['SUCCEEDED']), tests('b', 'FAILED', 1, ['ERROR'])];
  const statusOf = (reports: NewReport[], builds: number) =>
    mergeReports(groupOf('TEST'), reports, facts(builds)).report.status;
  expect(statusOf([good], 1)).toBe('SUCCEEDED');
  expect(statusOf([good, good], 2)).toBe('INCOMPLETE');
  expect(statusOf([good, bad], 3)).toBe('FAILED');
  expect(statusOf([good, { ...bad, report: { ...bad.report, status: 'INCOMPLETE' } }], 2)).toBe('INCOMPLETE');
});

it('takes of each file the build that covered most of it, and adds up what all covered', () => {
  const reports = [
    covers('a', [row('x', [5, 5]), row('y', [1, 1], [1, 3])]),
    covers('b', [row('x', [6, 4]), row('y', [1, 1], [2, 2]), row('z', [0, 1])]),
    tests('c', 'FAILED', 1, ['FAILED']),
  ];
  const { report, rows, cases } = mergeReports(groupOf('CODE_COVERAGE'), reports, facts(2));
  expect(rows).toEqual([row('x', [6, 4]), row('y', [1, 1], [2, 2]), row('z', [0, 1])]);
  expect(report.coverage).toEqual({
    ...{ linesCovered: 13, linesMissed: 12, lineCoveragePercentage: 52, truncated: false },
    ...{ branchesCovered: 3, branchesMissed: 5, branchCoveragePercentage: 37.5 },
  });
  expect([report.status, report.tests, cases]).toEqual(['SUCCEEDED', undefined, []]);
});

it('is the same report when it is made again', () => {
  const make = () => mergeReports(groupOf('TEST'), [tests('a', 'SUCCEEDED', 1, [])], facts(1)).report.id;
  expect(make()).toBe(make());
});
