import { describe, expect, it } from 'vitest';
import { detectFormat, findFormat, HEAD_CHARACTERS, REPORT_FORMATS } from './all-formats.ts';
import { assembleReport, type ReportContents } from './assemble-report.ts';
import { ReportUnreadable, type TestCase } from './report-format.ts';
import { summarizeCoverage } from './summarize-coverage.ts';
import { REPORT_FILES, UNREADABLE_FILES } from './testing/report-files.ts';

function formatNamed(name: string) {
  const format = findFormat(name);
  if (!format) throw new Error(`there is no format ${name}`);
  return format;
}

function readAll(name: string, files: Readonly<Record<string, string>>): ReportContents {
  const assembler = assembleReport(formatNamed(name));
  for (const [file, text] of Object.entries(files)) assembler.add(file, text);
  return assembler.contents();
}

function casesOf(contents: ReportContents) {
  if (contents.kind !== 'TEST') throw new Error('it is a report of tests');
  return contents;
}

const junit = (...cases: readonly string[]) => `<testsuite>${cases.join('')}</testsuite>`;

describe.each(REPORT_FILES)('$format $what', ({ format: name, text, cases, rows }) => {
  const format = formatNamed(name);

  it('is read', () => {
    if (format.kind === 'CODE_COVERAGE') return expect(format.read(text)).toEqual(rows);
    const found: TestCase[] = [];
    format.read(text, (testCase) => found.push(testCase));
    return expect(found).toEqual(cases);
  });

  it('is told from every other format by its beginning', () => {
    expect(REPORT_FORMATS.filter(({ detect }) => detect(text.slice(0, HEAD_CHARACTERS)))).toEqual([format]);
  });
});

it('every format has an example', () => {
  expect(new Set(REPORT_FILES.map(({ format }) => format))).toEqual(new Set(REPORT_FORMATS.map(({ name }) => name)));
  expect(REPORT_FORMATS).toHaveLength(10);
});

it.each(UNREADABLE_FILES)('$format is not $text', ({ format: name, text, reason, message }) => {
  const format = formatNamed(name);
  const read = () => (format.kind === 'TEST' ? format.read(text, () => {}) : format.read(text));
  expect(read).toThrow(message);
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ReportUnreadable);
    expect((error as ReportUnreadable).reason).toBe(reason);
  }
});

describe('formats', () => {
  it('are named in any case, and JUnit is meant where none is', () => {
    expect(findFormat('CucumberJson')?.name).toBe('CUCUMBERJSON');
    expect(findFormat()?.name).toBe('JUNITXML');
    expect(findFormat('LCOV')).toBeUndefined();
  });

  it.each([
    '<project><modelVersion>4.0.0</modelVersion></project>',
    '<report/>',
    '{"name": "package"}',
    '[]',
    '[{"elements": 1}]',
    '<!-- no end',
    '<!DOCTYPE x [',
    '',
  ])('are not found in %j', (head) => {
    expect(detectFormat(head)).toBeUndefined();
  });
});

describe('a report', () => {
  it('keeps 500 tests, the failed ones first, and counts all', () => {
    const passed = Array.from({ length: 400 }, (_, n) => `<testcase name="p${n}" time="1"/>`);
    const [failed, broken] = ['<testcase name="f"><failure/></testcase>', '<testcase name="e"><error/></testcase>'];
    const files = { 'a.xml': junit(...passed), 'b.xml': junit(...passed, broken, failed) };
    const { cases, summary } = casesOf(readAll('JUNITXML', files));
    expect(cases).toHaveLength(500);
    expect(cases.slice(0, 3).map(({ name, file }) => `${file} ${name}`)).toEqual(['b.xml f', 'b.xml e', 'a.xml p0']);
    expect(summary).toEqual({
      total: 802,
      statusCounts: { SUCCEEDED: 800, FAILED: 1, ERROR: 1, SKIPPED: 0, UNKNOWN: 0 },
      durationNanoSeconds: 800_000_000_000,
      truncated: true,
    });
  });

  it('of 500 tests is whole, of 501 it is not', () => {
    const tests = (count: number) => junit(...Array.from({ length: count }, () => '<testcase name="x"/>'));
    expect(casesOf(readAll('JUNITXML', { a: tests(500) })).summary).toMatchObject({ total: 500, truncated: false });
    expect(casesOf(readAll('JUNITXML', { a: tests(501) })).summary).toMatchObject({ total: 501, truncated: true });
  });

  it('cuts long names and messages', () => {
    const text = `<testcase name="${'n'.repeat(2_000)}"><failure>${'m'.repeat(50_000)}</failure></testcase>`;
    const [testCase] = casesOf(readAll('JUNITXML', { a: junit(text) })).cases;
    expect(testCase?.name).toHaveLength(1_000);
    expect(testCase?.message).toHaveLength(5_000);
  });

  it('loses a malformed file and nothing else', () => {
    const files = {
      'good.xml': junit('<testcase name="a"/>'),
      'bad.xml': '<testsuite><testcase name="b"><failure/></testcase>',
      'notes.txt': 'Tests run: 1',
      'other.xml': '<project/>',
    };
    const { cases, read, problems, summary } = casesOf(readAll('JUNITXML', files));
    expect(cases.map(({ name }) => name)).toEqual(['a']);
    expect(read).toBe(1);
    expect(summary.statusCounts).toMatchObject({ SUCCEEDED: 1, FAILED: 0 });
    expect(problems.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'bad.xml malformed',
      'notes.txt foreign',
      'other.xml foreign',
    ]);
  });

  it('of coverage adds its files up, leaving out those without lines', () => {
    const text =
      '<coverage><file name="a"><metrics statements="11" coveredstatements="10"/></file><file name="b"/></coverage>';
    const contents = readAll('CLOVERXML', { 'a.xml': text, 'b.xml': text });
    expect(contents).toMatchObject({ kind: 'CODE_COVERAGE', rows: [{ filePath: 'a' }, { filePath: 'a' }] });
    expect(contents.summary).toEqual({
      ...{ linesCovered: 20, linesMissed: 2, lineCoveragePercentage: 90.9, branchesCovered: 0, branchesMissed: 0 },
      truncated: false,
    });
  });
});

it.each([
  [5, 1, 83.33],
  [10, 1, 90.9],
  [1, 2, 33.33],
  [0, 3, 0],
  [3, 0, 100],
])('%i lines covered and %i missed are %f percent', (linesCovered, linesMissed, lineCoveragePercentage) => {
  const counts = { linesCovered, linesMissed, branchesCovered: 0, branchesMissed: 0 };
  expect(summarizeCoverage([counts])).toEqual({ ...counts, lineCoveragePercentage });
});
