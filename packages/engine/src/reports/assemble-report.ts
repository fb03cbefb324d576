import { type CaseCollector, type CollectedCases, collectCases } from './collect-cases.ts';
import { type CoverageRow, type ReportFormat, ReportUnreadable } from './report-format.ts';
import { type CoverageSummary, summarizeCoverage } from './summarize-coverage.ts';

/** What the files of one report hold together; plain data. */
export type ReportContents = {
  /** How many files were read. */
  readonly read: number;
  /** Files that were not: they are left out, and the rest counts. */
  readonly problems: readonly FileProblem[];
} & (
  | ({ readonly kind: 'TEST' } & CollectedCases)
  | { readonly kind: 'CODE_COVERAGE'; readonly rows: readonly CoverageRow[]; readonly summary: CoverageTotals }
);

export interface CoverageTotals extends CoverageSummary {
  /** There are more rows than are kept; all count. */
  readonly truncated: boolean;
}

export interface FileProblem {
  readonly file: string;
  /** `foreign` files belong to something else: a list of files may take them in without meaning them. */
  readonly reason: 'foreign' | 'malformed';
  readonly message: string;
}

export interface ReportAssembler {
  add(file: string, text: string): void;
  /** A file that could not even be looked at. */
  fail(file: string, message: string): void;
  contents(): ReportContents;
}

/** Files of source code; more are counted, not kept. */
const MOST_ROWS = 20_000;

/** Puts a report together, file by file. A file that breaks off in the middle gives nothing. */
export function assembleReport(format: ReportFormat): ReportAssembler {
  const reader = format.kind === 'TEST' ? readCases(format) : readRows(format);
  const problems: FileProblem[] = [];
  let read = 0;
  return {
    add(file, text) {
      try {
        reader.add(file, text);
        read += 1;
      } catch (error) {
        if (!(error instanceof ReportUnreadable)) throw error;
        const isNamedSo = format.extensions.some((extension) => file.toLowerCase().endsWith(extension));
        problems.push({ file, reason: isNamedSo ? error.reason : 'foreign', message: error.message });
      }
    },
    fail: (file, message) => void problems.push({ file, reason: 'malformed', message }),
    contents: () => ({ read, problems, ...reader.contents() }),
  };
}

function readCases({ read }: Extract<ReportFormat, { kind: 'TEST' }>) {
  const all = collectCases();
  return {
    add(file: string, text: string) {
      const own: CaseCollector = collectCases();
      read(text, (testCase) => own.add({ ...testCase, file }));
      all.addAll(own);
    },
    contents: () => ({ kind: 'TEST' as const, ...all.collected() }),
  };
}

function readRows({ read }: Extract<ReportFormat, { kind: 'CODE_COVERAGE' }>) {
  const rows: CoverageRow[] = [];
  return {
    add(_file: string, text: string) {
      // Files without a line that could be run say nothing.
      for (const row of read(text)) if (row.linesCovered + row.linesMissed + row.branchesMissed > 0) rows.push(row);
    },
    contents: () => ({
      kind: 'CODE_COVERAGE' as const,
      rows: rows.slice(0, MOST_ROWS),
      summary: { ...summarizeCoverage(rows), truncated: rows.length > MOST_ROWS },
    }),
  };
}
