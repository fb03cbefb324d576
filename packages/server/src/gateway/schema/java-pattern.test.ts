import { readdirSync, readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileJavaPattern } from './java-pattern.ts';

const MODELS = new URL('../../../aws-model/', import.meta.url);

function collectPatterns(): Map<string, number | undefined> {
  const patterns = new Map<string, number | undefined>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { pattern, max } = value as { pattern?: unknown; max?: number };
    if (typeof pattern === 'string') patterns.set(pattern, Math.max(max ?? 0, patterns.get(pattern) ?? 0) || undefined);
    Object.values(value).forEach(visit);
  };
  for (const file of readdirSync(MODELS)) visit(JSON.parse(readFileSync(new URL(file, MODELS), 'utf8')).shapes);
  return patterns;
}

const patterns = collectPatterns();

/** Patterns that no JavaScript expression stands for, and that are therefore not checked. None so far. */
const NOT_CHECKED: readonly string[] = [];

test('every pattern of the models has a JavaScript equal, but for the ones listed here', () => {
  expect(patterns.size).toBeGreaterThan(100);
  expect([...patterns.keys()].filter((pattern) => !compileJavaPattern(pattern))).toEqual(NOT_CHECKED);
});

test('no pattern of the models takes long on hostile text of any length it is tried on', { timeout: 120_000 }, () => {
  const slow = [...patterns].filter(([pattern, max]) => isSlow(pattern, max ?? 20_000)).map(([pattern]) => pattern);
  expect(slow, 'give these a safe equivalent in java-pattern.ts').toEqual([]);
});

const PREFIXES = ['', 'arn:aws:', 'arn:aws:iam::123456789012:role/', 'https://'];
const ALLOWED_MS = 250;

function isSlow(pattern: string, max: number): boolean {
  const expression = compileJavaPattern(pattern);
  const characters = [...new Set(`${pattern}a0-/: .A`.replace(/\\[a-zA-Z]/g, 'a'))];
  const hostile = characters.flatMap((character) =>
    PREFIXES.flatMap((prefix) =>
      [28, Math.min(max, 20_000)].map((length) =>
        `${prefix}${character.repeat(length)}`.slice(0, max - 1).concat('\u0001'),
      ),
    ),
  );
  Object.assign(globalThis, { tried: { expression, hostile } });
  try {
    // The only way to stop an expression that does not end.
    runInThisContext('for (const text of tried.hostile) tried.expression.test(text)', { timeout: ALLOWED_MS * 4 });
    return false;
  } catch {
    return true;
  } finally {
    Object.assign(globalThis, { tried: undefined });
  }
}

describe('translation', () => {
  test.each([
    ['[\\w-_]*', 'a-_', 'a b'],
    ['[^\\p{C}\\p{IsWhitespace}]+', 'aé', 'a b'],
    ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', 'ü 1_.:/=+-@', '#'],
    ['[\\p{Alnum}]+', 'aZ9', '-'],
    ['(?i)abc', 'aBC', 'abd'],
    ['[\\S]++', 'abc', 'a b'],
    ['a[b[c]', 'a[', 'a]'],
    ['\\Aab\\z', 'ab', 'abc'],
  ])('%s matches %j as a whole and not %j', (pattern, good, bad) => {
    const expression = compileJavaPattern(pattern);
    expect(expression?.test(good)).toBe(true);
    expect(expression?.test(bad)).toBe(false);
  });

  test('a match of a part is no match', () => {
    expect(compileJavaPattern('[a-z]+')?.test('abc DEF')).toBe(false);
    expect(compileJavaPattern('a|b')?.test('ab')).toBe(false);
    expect(compileJavaPattern('[a-z]+')?.test('abc\n')).toBe(false);
  });

  test.each([
    '^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \\t]*$',
    '^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$',
    '^[a-z0-9*](?:[._\\-/a-z0-9*]?[a-z0-9*]+)*$',
  ])('the safe equivalent of %s matches the same texts', (pattern) => {
    const safe = compileJavaPattern(pattern);
    const published = new RegExp(pattern, 'u');
    const text = fc.string({
      unit: fc.constantFrom('a', '0', '*', '.', '-', '/', ' ', '\t', ':', '\u0001', 'é'),
      maxLength: 10,
    });
    fc.assert(
      fc.property(text, (value) => safe?.test(value) === published.test(value)),
      { numRuns: 2000 },
    );
  });
});
