import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectFormat, REPORT_FORMATS } from './all-formats.ts';
import { assembleReport } from './assemble-report.ts';
import { REPORT_FILES } from './testing/report-files.ts';

/** Good files with pieces of them cut out, doubled, and replaced by other things. */
const damaged = fc
  .tuple(
    fc.constantFrom(...REPORT_FILES.map(({ text }) => text)),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 60 }), pieces()), { maxLength: 5 }),
  )
  .map(([text, damages]) =>
    damages.reduce((current, [at, length, piece]) => {
      const start = current.length === 0 ? 0 : at % current.length;
      return current.slice(0, start) + piece + current.slice(start + length);
    }, text),
  );

function pieces() {
  return fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('<', '>', '&x;', ']]>', '<!--', '<![CDATA[', '"', 'null', '{}', '[[[', '-1', '1e999', '\u0000'),
    fc.constantFrom('time="-5"', 'duration="99999999:99:99"', 'covered="1e30"', '__proto__', '(9/0)', '<testcase/>'),
  );
}

it('no text crashes a format or its detection, and what comes out is sound', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REPORT_FORMATS), fc.oneof(damaged, fc.string()), (format, text) => {
      detectFormat(text);
      const assembler = assembleReport(format);
      assembler.add('a.xml', text);
      const contents = assembler.contents();
      expect(contents.read + contents.problems.length).toBe(1);
      if (contents.kind === 'TEST') {
        const counted = Object.values(contents.summary.statusCounts).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(contents.summary.total);
        for (const { durationNanoSeconds, name } of contents.cases) {
          expect(Number.isSafeInteger(durationNanoSeconds) && durationNanoSeconds >= 0).toBe(true);
          expect(typeof name).toBe('string');
        }
      } else {
        for (const { filePath: _, ...counts } of contents.rows) {
          for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        }
      }
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  ['attributes', (n: number) => `<testsuite><testcase ${'a'.repeat(n)}="1"/></testsuite>`],
  ['declarations', (n: number) => '<?x ?>'.repeat(n / 6)],
  ['brackets', (n: number) => '['.repeat(n)],
  ['spaces', (n: number) => ' '.repeat(n)],
  ['suites', (n: number) => `<testsuites>${'<testsuite><testcase name="x"/></testsuite>'.repeat(n / 44)}</testsuites>`],
])('a megabyte of %s hangs nothing', (_, make) => {
  const text = make(1_000_000);
  for (const format of REPORT_FORMATS) {
    format.detect(text);
    const assembler = assembleReport(format);
    assembler.add('a.xml', text);
    expect(assembler.contents()).toMatchObject({ kind: format.kind });
  }
});
