import type { TestCase, TestStatus } from './report-format.ts';

/** The tests of a report, no more than it may hold, and what all of them come to. */
export interface CollectedCases {
  /** Failed ones first, then errors, then the others in the order of the files. */
  readonly cases: readonly FiledCase[];
  readonly summary: CasesSummary;
}

export interface FiledCase extends TestCase {
  /** The file it stands in. */
  readonly file: string;
}

export interface CasesSummary {
  /** Counts all tests, also those that are left out. */
  readonly total: number;
  readonly statusCounts: Readonly<Record<TestStatus, number>>;
  readonly durationNanoSeconds: number;
  readonly truncated: boolean;
}

/** Takes in tests file by file. */
export interface CaseCollector {
  add(testCase: FiledCase): void;
  /** All that another one took in. */
  addAll(other: CaseCollector): void;
  parts(): CollectorParts;
  collected(): CollectedCases;
}

interface CollectorParts {
  readonly kept: readonly (readonly FiledCase[])[];
  readonly statusCounts: Readonly<Record<TestStatus, number>>;
  readonly durationNanoSeconds: number;
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/test-report.html */
const MOST_CASES = 500;
const LONGEST_MESSAGE = 5_000;
const LONGEST_NAME = 1_000;

export function collectCases(most: number = MOST_CASES): CaseCollector {
  const kept: FiledCase[][] = [[], [], []];
  const statusCounts: Record<TestStatus, number> = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  let durationNanoSeconds = 0;
  const lengthen = (nanoSeconds: number) => {
    durationNanoSeconds = Math.min(durationNanoSeconds + nanoSeconds, Number.MAX_SAFE_INTEGER);
  };
  const keep = (testCase: FiledCase, rank: number) => {
    const place = kept[rank];
    if (place && place.length < most) place.push(cut(testCase));
  };
  return {
    add(testCase) {
      statusCounts[testCase.status] += 1;
      lengthen(testCase.durationNanoSeconds);
      keep(testCase, rankOf(testCase.status));
    },
    addAll(other) {
      const parts = other.parts();
      for (const [status, count] of Object.entries(parts.statusCounts)) statusCounts[status as TestStatus] += count;
      lengthen(parts.durationNanoSeconds);
      for (const [rank, cases] of parts.kept.entries()) for (const testCase of cases) keep(testCase, rank);
    },
    parts: () => ({ kept, statusCounts, durationNanoSeconds }),
    collected() {
      const total = Object.values(statusCounts).reduce((sum, count) => sum + count, 0);
      const cases = kept.flat().slice(0, most);
      return { cases, summary: { total, statusCounts, durationNanoSeconds, truncated: total > cases.length } };
    },
  };
}

const rankOf = (status: TestStatus): number => (status === 'FAILED' ? 0 : status === 'ERROR' ? 1 : 2);

function cut({ name, prefix, suite, message, ...rest }: FiledCase): FiledCase {
  return {
    ...rest,
    name: name.slice(0, LONGEST_NAME),
    ...(prefix ? { prefix: prefix.slice(0, LONGEST_NAME) } : {}),
    ...(suite ? { suite: suite.slice(0, LONGEST_NAME) } : {}),
    ...(message ? { message: message.slice(0, LONGEST_MESSAGE) } : {}),
  };
}
