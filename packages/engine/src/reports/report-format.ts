export type TestStatus = 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN';

/** One test as its file tells of it; texts are not cut yet. */
export interface TestCase {
  readonly name: string;
  /** What a series of tests has in common: a class, a feature. */
  readonly prefix?: string;
  readonly suite?: string;
  readonly status: TestStatus;
  readonly durationNanoSeconds: number;
  readonly message?: string;
}

/** How much of one source file was run. */
export interface CoverageRow {
  readonly filePath: string;
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

interface FormatFacts {
  /** As `file-format` of a buildspec says it, in capital letters. */
  readonly name: string;
  /** As the names of auto-discovered report groups spell it: the buildspec reference's own spelling. [inferred] */
  readonly title: string;
  /** How files of this format are named. */
  readonly extensions: readonly string[];
  /** Whether the beginning of a file, its first few thousand characters, looks like this format. */
  readonly detect: (head: string) => boolean;
}

export interface TestFormat extends FormatFacts {
  readonly kind: 'TEST';
  /** Hands over each test of a file; throws a ReportUnreadable. */
  readonly read: (text: string, take: (testCase: TestCase) => void) => void;
}

export interface CoverageFormat extends FormatFacts {
  readonly kind: 'CODE_COVERAGE';
  /** The rows of a file, one for each source file; throws a ReportUnreadable. */
  readonly read: (text: string) => CoverageRow[];
}

/** A kind of file that tests or coverage tools write: one file each. */
export type ReportFormat = TestFormat | CoverageFormat;

/** A file that gives no report. `foreign`: it is something else, well-formed maybe; `malformed`: it is broken. */
export class ReportUnreadable extends Error {
  readonly reason: 'foreign' | 'malformed';
  constructor(reason: 'foreign' | 'malformed', message: string) {
    super(message);
    this.name = 'ReportUnreadable';
    this.reason = reason;
  }
}
