import type { FiledCase } from '@codeyard/engine/reports/collect-cases';
import type { CoverageRow } from '@codeyard/engine/reports/report-format';
import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import { follows } from './sorted-page.ts';

interface Tables {
  codebuild_test_cases: {
    report: string;
    position: number;
    status: string;
    name: string;
    prefix: string;
    document: string;
  };
  codebuild_code_coverages: {
    report: string;
    position: number;
    file_path: string;
    line_coverage: number;
    document: string;
  };
}

const contents = (db: Db) => db.tables<Tables>();
const ROWS_PER_STATEMENT = 200;

export async function insertTestCases(tx: Db, report: string, cases: readonly FiledCase[]): Promise<void> {
  const rows = cases.map((testCase, position) => ({
    report,
    position,
    status: testCase.status,
    name: storable(testCase.name),
    prefix: storable(testCase.prefix ?? ''),
    document: JSON.stringify(testCase),
  }));
  for (const some of chunks(rows)) await contents(tx).insertInto('codebuild_test_cases').values(some).execute();
}

export async function insertCoverages(tx: Db, report: string, coverages: readonly CoverageRow[]): Promise<void> {
  const rows = coverages.map((row, position) => ({
    report,
    position,
    file_path: storable(row.filePath),
    line_coverage: lineCoverage(row),
    document: JSON.stringify(row),
  }));
  for (const some of chunks(rows)) await contents(tx).insertInto('codebuild_code_coverages').values(some).execute();
}

export async function deleteContents(tx: Db, report: string): Promise<void> {
  await contents(tx).deleteFrom('codebuild_test_cases').where('report', '=', report).execute();
  await contents(tx).deleteFrom('codebuild_code_coverages').where('report', '=', report).execute();
}

/** All that a report holds, in its order. */
export async function findContents(
  db: Db,
  report: string,
): Promise<{ readonly cases: readonly FiledCase[]; readonly rows: readonly CoverageRow[] }> {
  const read = (table: keyof Tables) =>
    contents(db).selectFrom(table).select('document').where('report', '=', report).orderBy('position').execute();
  const [cases, rows] = [await read('codebuild_test_cases'), await read('codebuild_code_coverages')];
  return {
    cases: cases.map(({ document }) => JSON.parse(document) as FiledCase),
    rows: rows.map(({ document }) => JSON.parse(document) as CoverageRow),
  };
}

interface TestCasePage {
  readonly report: string;
  readonly status: string | undefined;
  /** A piece of the name or of the prefix. */
  readonly keyword: string | undefined;
  readonly after: { readonly position: number } | undefined;
  readonly limit: number;
}

/** A page of a report's tests in their order. */
export async function listTestCases(
  db: Db,
  page: TestCasePage,
): Promise<{ readonly position: number; readonly testCase: FiledCase }[]> {
  let query = contents(db)
    .selectFrom('codebuild_test_cases')
    .select(['position', 'document'])
    .where('report', '=', page.report);
  if (page.status !== undefined) query = query.where('status', '=', page.status);
  if (page.keyword !== undefined) {
    const find = db.dialect === 'postgres' ? sql`strpos` : sql`instr`;
    const keyword = storable(page.keyword);
    query = query.where(sql<boolean>`(${find}(name, ${keyword}) > 0 or ${find}(prefix, ${keyword}) > 0)`);
  }
  if (page.after) query = query.where('position', '>', page.after.position);
  const rows = await query.orderBy('position').limit(page.limit).execute();
  return rows.map(({ position, document }) => ({ position, testCase: JSON.parse(document) as FiledCase }));
}

const SORT_COLUMNS = { FILE_PATH: 'file_path', LINE_COVERAGE_PERCENTAGE: 'line_coverage' } as const;
export type CoverageOrder = keyof typeof SORT_COLUMNS;

export interface CoverageKey {
  readonly value: string | number;
  readonly position: number;
}

interface CoveragePage {
  readonly report: string;
  readonly by: CoverageOrder;
  readonly descending: boolean;
  /** Percent. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly after: CoverageKey | undefined;
  readonly limit: number;
}

/** A page of a report's files, sorted by `by` and then by their place in the report. */
export async function listCoverages(
  db: Db,
  page: CoveragePage,
): Promise<(CoverageKey & { readonly row: CoverageRow })[]> {
  const column = SORT_COLUMNS[page.by];
  const direction = page.descending ? 'desc' : 'asc';
  let query = contents(db)
    .selectFrom('codebuild_code_coverages')
    .select(['position', 'document', `${column} as value`])
    .where('report', '=', page.report);
  if (page.least !== undefined) query = query.where('line_coverage', '>=', Math.ceil(hundredths(page.least)));
  if (page.most !== undefined) query = query.where('line_coverage', '<=', Math.floor(hundredths(page.most)));
  if (page.after) {
    const { value, position } = page.after;
    query = query.where(follows({ ...page, column, tie: 'position' }, [value, position]));
  }
  const rows = await query.orderBy(column, direction).orderBy('position', direction).limit(page.limit).execute();
  return rows.map(({ position, value, document }) => ({ position, value, row: JSON.parse(document) as CoverageRow }));
}

/** 90.9 times 100 is not quite 9090. */
const hundredths = (percent: number): number => Math.round(percent * 1e6) / 1e4;

/** Hundredths of a percent; a file of branches alone counts as one without coverage. */
function lineCoverage({ linesCovered, linesMissed }: CoverageRow): number {
  const lines = linesCovered + linesMissed;
  return lines === 0 ? 0 : Math.floor((linesCovered * 10_000) / lines);
}

/** PostgreSQL's texts cannot hold the character 0, which JSON can. */
const storable = (text: string): string => text.replaceAll('\0', '');

function* chunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) yield rows.slice(at, at + ROWS_PER_STATEMENT);
}
