import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesEventPattern } from './match-event-pattern.ts';
import { parseEventPattern } from './parse-event-pattern.ts';

function matches(pattern: unknown, event: Record<string, unknown>): boolean {
  const parsed = parseEventPattern(JSON.stringify(pattern));
  if (parsed.problem !== undefined) throw new Error(parsed.problem);
  return matchesEventPattern(parsed.pattern, event);
}

const problemOf = (pattern: unknown) =>
  parseEventPattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern)).problem;

const event = {
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-1', 'arn:aws:ec2:us-east-1:123456789012:instance/i-2'],
  detail: {
    state: 'running',
    count: 5,
    ratio: 3.018e2,
    ok: true,
    nothing: null,
    empty: '',
    none: [],
    address: '10.0.0.7',
    address6: '2001:db8::7',
    path: 'logs/2026/11/app.PNG',
    tags: [
      { key: 'team', value: 'red' },
      { key: 'tier', value: 'gold' },
    ],
  },
};

describe('matching an event', () => {
  it.each<[string, unknown, boolean]>([
    ['an equal text', { source: ['aws.ec2'] }, true],
    ['one of several texts', { source: ['aws.s3', 'aws.ec2'] }, true],
    ['another case', { source: ['AWS.EC2'] }, false],
    ['two fields that both hold', { source: ['aws.ec2'], detail: { state: ['running'] } }, true],
    ['two fields of which one fails', { source: ['aws.ec2'], detail: { state: ['stopped'] } }, false],
    ['any element of an array', { resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-2'] }, true],
    ['a number', { detail: { count: [5] } }, true],
    ['a number written otherwise', { detail: { ratio: [301.8] } }, true],
    ['a number as text', { detail: { count: ['5'] } }, false],
    ['true', { detail: { ok: [true] } }, true],
    ['null', { detail: { nothing: [null] } }, true],
    ['null where the field is missing', { detail: { missing: [null] } }, false],
    ['the empty text', { detail: { empty: [''] } }, true],
    ['the empty text where there is null', { detail: { nothing: [''] } }, false],
    ['a field of an object that is a text', { source: { deeper: ['x'] } }, false],
    ['a text where there is an object', { detail: ['x'] }, false],
    ['prefix', { detail: { path: [{ prefix: 'logs/' }] } }, true],
    ['prefix of another case', { detail: { path: [{ prefix: 'LOGS/' }] } }, false],
    ['prefix ignoring case', { detail: { path: [{ prefix: { 'equals-ignore-case': 'LOGS/' } }] } }, true],
    ['suffix', { detail: { path: [{ suffix: '.PNG' }] } }, true],
    ['suffix ignoring case', { detail: { path: [{ suffix: { 'equals-ignore-case': '.png' } }] } }, true],
    ['equals-ignore-case', { detail: { state: [{ 'equals-ignore-case': 'RUNNING' }] } }, true],
    ['wildcard', { detail: { path: [{ wildcard: 'logs/*/app.*' }] } }, true],
    ['wildcard that needs more', { detail: { path: [{ wildcard: '*/app.PNG/*' }] } }, false],
    ['anything-but', { detail: { state: [{ 'anything-but': 'stopped' }] } }, true],
    ['anything-but the value', { detail: { state: [{ 'anything-but': ['stopped', 'running'] }] } }, false],
    ['anything-but numbers', { detail: { count: [{ 'anything-but': [4, 6] }] } }, true],
    ['anything-but a prefix', { detail: { state: [{ 'anything-but': { prefix: 'run' } }] } }, false],
    ['anything-but prefixes', { detail: { state: [{ 'anything-but': { prefix: ['stop', 'run'] } }] } }, false],
    ['anything-but a suffix', { detail: { state: [{ 'anything-but': { suffix: 'ed' } }] } }, true],
    [
      'anything-but, ignoring case',
      { detail: { state: [{ 'anything-but': { 'equals-ignore-case': 'RUNNING' } }] } },
      false,
    ],
    ['anything-but a wildcard', { detail: { path: [{ 'anything-but': { wildcard: '*/tmp/*' } }] } }, true],
    ['anything-but on a missing field', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['numeric equality', { detail: { ratio: [{ numeric: ['=', 301.8] }] } }, true],
    ['numeric range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['numeric range, open above', { detail: { count: [{ numeric: ['>', 0, '<', 5] }] } }, false],
    ['numeric on a text', { detail: { state: [{ numeric: ['>', 0] }] } }, false],
    ['cidr', { detail: { address: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['cidr elsewhere', { detail: { address: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['cidr of version 6', { detail: { address6: [{ cidr: '2001:db8::/32' }] } }, true],
    ['cidr on a text', { detail: { state: [{ cidr: '0.0.0.0/0' }] } }, false],
    ['exists', { detail: { state: [{ exists: true }] } }, true],
    ['exists on null', { detail: { nothing: [{ exists: true }] } }, true],
    ['exists on an empty array', { detail: { none: [{ exists: true }] } }, false],
    ['exists false on a missing field', { detail: { missing: [{ exists: false }] } }, true],
    ['exists false below a missing field', { missing: { deeper: [{ exists: false }] } }, true],
    ['exists false on a field', { detail: { state: [{ exists: false }] } }, false],
    ['a missing field or a value', { detail: { state: [{ exists: false }, 'running'] } }, true],
    ['two fields in one element', { detail: { tags: { key: ['tier'], value: ['gold'] } } }, true],
    ['two fields in different elements', { detail: { tags: { key: ['team'], value: ['gold'] } } }, false],
    ['exists false where some element has it', { detail: { tags: { value: [{ exists: false }] } } }, false],
    ['$or', { $or: [{ source: ['aws.s3'] }, { detail: { state: ['running'] } }] }, true],
    [
      '$or beside a field that fails',
      { source: ['aws.s3'], $or: [{ detail: { count: [5] } }, { account: ['1'] }] },
      false,
    ],
    ['$or in an object', { detail: { $or: [{ count: [6] }, { state: ['running'] }] } }, true],
    ['$or in $or', { $or: [{ source: ['x'] }, { detail: { $or: [{ ok: [true] }, { ok: [null] }] } }] }, true],
    ['$or of failures', { $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it('takes names of the language for plain names', () => {
    expect(matches({ constructor: [{ exists: false }], toString: [{ exists: false }] }, event)).toBe(true);
    expect(matchesEventPattern({ fields: [], alternatives: [] }, {})).toBe(true);
    expect(matches(JSON.parse('{"__proto__":["x"]}'), JSON.parse('{"__proto__":"x"}'))).toBe(true);
  });
});

describe('refusing a pattern', () => {
  it.each<[unknown, string]>([
    ['[]', 'Filter is not an object'],
    [{}, 'Empty objects are not allowed'],
    [{ detail: {} }, 'Empty objects are not allowed'],
    [{ source: 'aws.ec2' }, '"source" must be an object or an array'],
    [{ source: [] }, 'Empty arrays are not allowed'],
    [{ source: [['x']] }, 'Match value must be String, number, true, false, or null'],
    [{ source: [{ like: 'x' }] }, 'Unrecognized match type like'],
    [{ source: [{ toString: 'x' }] }, 'Unrecognized match type toString'],
    [{ source: [{}] }, 'Match expression name not found'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'Only one key allowed in match expression'],
    [{ source: [{ prefix: 1 }] }, 'prefix match pattern must be a string'],
    [{ source: [{ prefix: { wildcard: 'x' } }] }, 'Unsupported prefix pattern: wildcard'],
    [{ source: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
    [{ source: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters at pos 2'],
    [{ source: [{ wildcard: 'a\\b' }] }, 'Invalid escape character at pos 2'],
    [{ source: [{ 'anything-but': true }] }, 'Value of anything-but must be an array or single string/number value.'],
    [{ source: [{ 'anything-but': ['a', null] }] }, 'Inside anything but list, start|null|boolean is not supported.'],
    [
      { source: [{ 'anything-but': ['a', 1] }] },
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    [{ source: [{ 'anything-but': { numeric: ['=', 1] } }] }, 'Unsupported anything-but pattern: numeric'],
    [{ source: [{ 'anything-but': { prefix: '' } }] }, 'Null prefix/suffix not allowed'],
    [{ n: [{ numeric: 5 }] }, 'Value of numeric must be an array.'],
    [{ n: [{ numeric: [] }] }, 'Invalid member in numeric match: ]'],
    [{ n: [{ numeric: ['~', 5] }] }, 'Unrecognized numeric range operator: ~'],
    [{ n: [{ numeric: ['=', 'x'] }] }, 'Value of equals must be numeric'],
    [{ n: [{ numeric: ['<', 5, '>', 1] }] }, 'Too many elements in numeric expression'],
    [{ n: [{ numeric: ['>', 5, '>', 1] }] }, 'Bad numeric range operator: >'],
    [{ n: [{ numeric: ['>', 5, '<', 1] }] }, 'Bottom must be less than top'],
    [{ n: [{ numeric: ['>', 1, '<', 5, '<'] }] }, 'Too many terms in numeric range expression'],
    [{ n: [{ numeric: ['>', 5e9 + 1] }] }, 'Value must be between -5.0E9 and 5.0E9, inclusive'],
    [{ a: [{ cidr: '10.0.0.0' }] }, "Malformed CIDR, one '/' required"],
    [{ a: [{ cidr: '10.0.0.0/x' }] }, 'Malformed CIDR, mask bits must be an integer'],
    [{ a: [{ cidr: '10.0.0/8' }] }, 'Malformed CIDR, invalid IP address: 10.0.0'],
    [{ a: [{ cidr: '10.0.0.0/33' }] }, 'Malformed CIDR, mask bits must be < 33'],
    [{ $or: { a: ['x'] } }, 'It must be an Array followed with $or.'],
    [{ $or: [{ a: ['x'] }] }, 'There must have at least 2 Objects in $or relationship.'],
    [{ $or: ['x', 'y'] }, 'Only JSON object is allowed in array of $or relationship.'],
    [{ $or: [{ prefix: ['x'] }, { a: ['y'] }] }, 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
  ])('%j', (pattern, problem) => {
    expect(problemOf(pattern)).toBe(problem);
  });

  it('that is no JSON, with what is wrong with it', () => {
    expect(problemOf('{')).toMatch(/JSON/);
  });

  it('never breaks, whatever is sent', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.dictionary(fc.string(), fc.jsonValue()), (text, candidate) => {
        const { pattern } = parseEventPattern(text);
        if (pattern) matchesEventPattern(pattern, candidate);
      }),
    );
  });
});

describe('for every value', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );

  it('a value matches itself, and exists', () => {
    fc.assert(
      fc.property(scalar, (value) => {
        expect(matches({ v: [JSON.parse(JSON.stringify(value))] }, { v: JSON.parse(JSON.stringify(value)) })).toBe(
          true,
        );
        expect(matches({ v: [{ exists: true }] }, { v: value })).toBe(true);
        expect(matches({ v: [{ exists: false }] }, { v: value })).toBe(false);
      }),
    );
  });

  it('anything-but is the opposite of what it excludes', () => {
    const comparison = fc.oneof(
      fc.string(),
      fc.record({ prefix: fc.string({ minLength: 1 }) }),
      fc.record({ suffix: fc.string({ minLength: 1 }) }),
      fc.record({ 'equals-ignore-case': fc.string() }),
    );
    fc.assert(
      fc.property(comparison, scalar, (compared, value) => {
        const positive = matches({ v: [compared] }, { v: value });
        expect(matches({ v: [{ 'anything-but': compared }] }, { v: value })).toBe(!positive);
      }),
    );
  });

  it('a wildcard agrees with the regular expression of the same meaning', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (given, value) => {
        const wildcard = given.replaceAll(/\*+/g, '*');
        const expected = new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(value);
        expect(matches({ v: [{ wildcard }] }, { v: value })).toBe(expected);
      }),
    );
  });

  it('two bounds mean both of them', () => {
    const number = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(number, number, number, (low, high, value) => {
        fc.pre(low < high);
        expect(matches({ v: [{ numeric: ['>=', low, '<', high] }] }, { v: value })).toBe(value >= low && value < high);
      }),
    );
  });
});
