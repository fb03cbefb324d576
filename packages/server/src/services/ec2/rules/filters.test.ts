import { describe, expect, it } from 'vitest';
import { compileFilters, matchesPattern } from './filters.ts';

describe('filters', () => {
  it.each([
    ['a*', 'abc', true],
    ['a*', 'b', false],
    ['a?c', 'abc', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a.c', 'abc', false],
    ['*', '', true],
  ])('%s of %s is %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('need one value of each', () => {
    const table = { colour: (colour: string) => [colour] };
    const passes = compileFilters(
      [
        { Name: 'colour', Values: ['red', 'bl*'] },
        { Name: 'tag:a', Values: ['1'] },
      ],
      table,
    );
    expect(passes('blue', { a: '1' })).toBe(true);
    expect(passes('blue', { a: '2' })).toBe(false);
    expect(passes('green', { a: '1' })).toBe(false);
    expect(compileFilters([{ Name: 'tag-key', Values: ['a'] }], table)('green', { a: '' })).toBe(true);
  });

  it('of no known name are refused', () => {
    expect(() => compileFilters([{ Name: 'toString', Values: ['x'] }], {})).toThrow("The filter 'toString' is invalid");
  });
});
