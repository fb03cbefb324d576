import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { toExtendedPattern } from './retry-pattern.ts';

const matches = (pattern: string, message: string): boolean => {
  const { expression, ignoreCase } = toExtendedPattern(pattern);
  if (expression === '') return true;
  try {
    const options = ['-E', ...(ignoreCase ? ['-i'] : []), '-e', expression];
    execFileSync('grep', options, { input: `${message}\n`, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
};

describe("a retry's pattern", () => {
  test.each([
    ['.*', 'anything', true],
    ['', 'anything', true],
    ['timed out', 'it timed out.', true],
    ['timed out', 'it timed\nout.', false],
    ['^Error', 'Error while', true],
    ['^while', 'Error while', false],
    ['exit status (1|2)$', 'Reason: exit status 2', true],
    ['exit status \\d+$', 'Reason: exit status 137', true],
    ['\\D{3}\\s\\S\\w\\W', 'abc de!', true],
    ['[\\d.]+ms', 'took 1.5ms', true],
    ['[^\\s]x', ' x', false],
    ['(?i)TIMEOUT', 'a Timeout', true],
    ['TIMEOUT', 'a Timeout', false],
    ['(?:a|b)+?c', 'ababc', true],
    ['(?P<name>x)y', 'xy', true],
    ['a\\.b', 'axb', false],
    ['a\\.b', 'a.b', true],
    ['[]a]', 'x]', true],
    ['[[:digit:]]', 'x1', true],
    ['(unclosed', '(unclosed', false],
  ])('%j in %j: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});
