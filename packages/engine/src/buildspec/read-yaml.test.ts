import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBuildspec } from './parse-buildspec.ts';
import { accepted, refused } from './testing/parsed.ts';

describe('hostile text', () => {
  test.each<[string, string]>([
    ['brackets', '['.repeat(200_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['braces', `${'{a: '.repeat(1_000)}x${'}'.repeat(1_000)}`],
  ])('nested deeply in %s is refused, not followed', (_, text) => {
    expect(refused(text)).toEqual([{ message: 'The buildspec is nested more than 64 levels deep' }]);
  });

  test('that is very long is refused', () => {
    expect(refused(`# ${'x'.repeat(256 * 1024)}`)).toEqual([{ message: 'The buildspec is longer than 256 KiB' }]);
  });

  test('whose aliases unfold without end is refused', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    const problems = refused(['version: 0.2', 'l0: &l0 [x]', ...levels].join('\n'));
    expect(problems.at(-1)).toEqual({ message: 'document contains excessive aliasing' });
  });

  test('that contains itself is refused', () => {
    expect(refused('version: 0.2\nenv: &e {variables: *e}')).toEqual([
      expect.objectContaining({ message: "anchor 'e' value contains itself", line: 2 }),
    ]);
  });

  test('with names that objects have is plain data', () => {
    const { env } = accepted('version: 0.2\nenv: {variables: {__proto__: x, constructor: y}}\nphases: {}');
    expect(Object.entries(env.variables)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('of thousands of keys or mistakes is answered', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `  K${i}: x`).join('\n');
    expect(Object.keys(accepted(`version: 0.2\nenv:\n variables:\n${keys}\nphases: {}`).env.variables)).toHaveLength(
      20_000,
    );
    expect(refused('- @\n'.repeat(50_000)).length).toBeLessThanOrEqual(20);
  });

  test('never throws', () => {
    const piece = fc.constantFrom(
      ...['version: 0.2\n', 'phases:', '\n', '  ', '- ', ': ', '"', "'", '|', '>', '{', '}', '[', ']', ',', '\t', '#'],
      ...['&a', '*a', '<<', '!x', '%', '@', '`', '?', 'build', 'commands', 'env', 'variables', '0.1', '\r', '\u0000'],
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 60 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (buildspec) => {
        const parsed = parseBuildspec(buildspec);
        const told = parsed.ok ? parsed.warnings : parsed.problems;
        for (const { line = 1, column = 1 } of told) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
        if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('any commands come back as they were written in JSON', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (commands) => {
        const spec = JSON.stringify({ version: 0.2, phases: { build: { commands } } });
        expect(accepted(spec).phases[0]?.commands).toEqual(commands);
      }),
    );
  });
});
