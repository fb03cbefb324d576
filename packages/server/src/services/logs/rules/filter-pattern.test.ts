import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from './filter-pattern.ts';

describe('a filter pattern', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['error', 'an ERROR here', false],
    ['ERROR timeout', 'timeout ERROR', true],
    ['ERROR timeout', 'ERROR', false],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'an INFO', false],
    ['ERROR -timeout', 'ERROR timeout', false],
    ['"two words"', 'the two words', true],
    ['"two words"', 'two other words', false],
    ['%5\\d\\d%', 'status 503', true],
    ['%5\\d\\d%', 'status 200', false],
    ['{ $.level = "error" }', '{"level":"error"}', true],
    ['{ $.level = "err*" }', '{"level":"error"}', true],
    ['{ $.level != "error" }', '{"level":"info"}', true],
    ['{ $.a.b >= 5 && $.c IS TRUE }', '{"a":{"b":5},"c":true}', true],
    ['{ $.a.b > 5 || $.c = 1 }', '{"a":{"b":5},"c":1}', true],
    ['{ ($.a = 1 || $.a = 2) && $.b = 3 }', '{"a":2,"b":3}', true],
    ['{ $.list[1] = "y" }', '{"list":["x","y"]}', true],
    ['{ $.x NOT EXISTS }', '{"y":1}', true],
    ['{ $.level = "error" }', 'no JSON', false],
  ])('%j on %j', (pattern, message, matches) => {
    expect(parseFilterPattern(pattern)?.(message)).toBe(matches);
  });

  it.each(['{ $.a = }', '{ a = 1 }', '{ $.a = 1', '"open', '%(a+)+%', '[a, b]'])(
    'that cannot be parsed is said so: %j',
    (pattern) => {
      expect(parseFilterPattern(pattern)).toBeUndefined();
    },
  );
});
