import { describe, expect, it } from 'vitest';
import { applyUpdate } from './apply-update.ts';
import type { AttributeValue, Item } from './attribute-value.ts';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal, sortableDecimal } from './decimal.ts';
import { holds } from './evaluate-condition.ts';
import { readKeyCondition } from './key-condition.ts';
import { parseCondition } from './parse-condition.ts';
import { parseProjection } from './parse-projection.ts';
import { parseUpdate } from './parse-update.ts';
import { project } from './paths.ts';

const ITEM: Item = {
  id: { S: 'x' },
  n: { N: '5' },
  txt: { S: 'hello' },
  lst: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] },
  mp: { M: { mid: { M: { deep: { BOOL: true } } } } },
  words: { SS: ['a', 'b'] },
  bytes: { B: '0a1b' },
  none: { NULL: true },
};
const VALUES: Record<string, AttributeValue> = {
  ...{
    ':five': { N: '5.0' },
    ':six': { N: '6' },
    ':one': { N: '1' },
    ':h': { S: 'he' },
    ':s': { S: 'S' },
    ':a': { S: 'a' },
  },
  ...{
    ':b': { B: 'a1' },
    ':b2': { B: '1b' },
    ':set': { SS: ['b', 'a'] },
    ':t': { BOOL: true },
    ':l': { L: [{ N: '9' }] },
  },
};
const placeholders = () => ({
  ...{ names: { '#n': 'n', '#status': 'status', '#m': 'mp' }, values: VALUES },
  ...{ usedNames: new Set<string>(), usedValues: new Set<string>() },
});

describe('conditions', () => {
  it.each<[string, boolean]>([
    ['n = :five', true],
    ['#n <> :five', false],
    ['absent <> :five', true],
    ['absent = :five', false],
    ['n < :six AND NOT n > :six', true],
    ['n between :one and :six', true],
    ['n IN (:one, :five)', true],
    ['n > txt', false],
    ['attribute_exists(mp.mid.deep) and attribute_not_exists(mp.outside)', true],
    ['attribute_exists(lst[2]) AND attribute_not_exists(lst[3])', true],
    ['attribute_type(txt, :s)', true],
    ['begins_with(txt, :h)', true],
    ['begins_with(n, :h)', false],
    ['contains(words, :a) AND contains(txt, :a)', false],
    ['contains(lst, :one)', true],
    ['contains(bytes, :b)', false],
    ['contains(bytes, :b2)', true],
    ['size(lst) < :five AND size(txt) = :five', true],
    ['words = :set', true],
    ['#m.mid.deep = :t', true],
    ['n = :one OR n = :five AND n = :six', false],
    ['(n = :one OR n = :five) AND n <= :six', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(parseCondition(text, placeholders()), ITEM, VALUES)).toBe(expected);
  });

  it.each([
    ['n = ', 'Syntax error; token: "<EOF>", near: "n ="'],
    ['n == :one', 'Syntax error; token: "=", near: "n == :one"'],
    ['n = :none', 'An expression attribute value used in expression is not defined; attribute value: :none'],
    ['#none = :one', 'An expression attribute name used in the document path is not defined; attribute name: #none'],
    ['status = :one', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['exists(n)', 'Invalid function name; function: exists'],
    ['', 'The expression can not be empty;'],
    ['n ? :one', 'Syntax error; token: "?", near: "n ? :one"'],
    [`${'('.repeat(40)}n = :one`, 'The expression is nested too deeply'],
    [`${'NOT '.repeat(40)}n = :one`, 'The expression is nested too deeply'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => parseCondition(text, placeholders())).toThrow(message);
  });
});

describe('updates', () => {
  const apply = (text: string, item: Item = ITEM) => applyUpdate(parseUpdate(text, placeholders()), item, VALUES);
  it.each<[string, Item]>([
    ['SET n = n + :one', { n: { N: '6' } }],
    ['set n = :one - n', { n: { N: '-4' } }],
    ['SET fresh = if_not_exists(fresh, :one), n = if_not_exists(n, :six)', { fresh: { N: '1' }, n: { N: '5' } }],
    ['SET lst = list_append(:l, lst)', { lst: { L: [{ N: '9' }, { N: '1' }, { N: '2' }, { N: '3' }] } }],
    ['SET lst[0] = :six, lst[9] = :one', { lst: { L: [{ N: '6' }, { N: '2' }, { N: '3' }, { N: '1' }] } }],
    ['SET txt = n, n = txt', { txt: { N: '5' }, n: { S: 'hello' } }],
    ['SET mp.mid.more = :one', { mp: { M: { mid: { M: { deep: { BOOL: true }, more: { N: '1' } } } } } }],
    ['REMOVE lst[0], lst[1]', { lst: { L: [{ N: '3' }] } }],
    ['ADD n :six, words :set, fresh :one', { n: { N: '11' }, words: { SS: ['a', 'b'] }, fresh: { N: '1' } }],
  ])('%s', (text, expected) => {
    expect(apply(text)).toMatchObject(expected);
  });

  it('take away', () => {
    expect(Object.keys(apply('REMOVE n, absent, mp.mid DELETE words :set'))).toEqual([
      ...['id', 'txt', 'lst', 'mp', 'bytes', 'none'],
    ]);
  });

  it.each([
    ['SET n = absent', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET n = txt + :one', 'An operand in the update expression has an incorrect data type'],
    ['SET absent.deep = :one', 'The document path provided in the update expression is invalid for update'],
    [
      'SET n = :one, n = :six',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ],
    ['SET mp.mid = :one REMOVE #m', 'path one: [mp, mid], path two: [mp]'],
    ['SET n = :one SET txt = :one', 'The "SET" section can only be used once in an update expression;'],
    ['UPSERT n = :one', 'Syntax error; token: "UPSERT"'],
    ['ADD txt :h', 'An operand in the update expression has an incorrect data type'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => apply(text)).toThrow(message);
  });
});

it('projections keep what their paths lead to', () => {
  expect(project(ITEM, parseProjection('id, lst[2], lst[0], mp.mid.deep, absent', placeholders()))).toEqual({
    id: { S: 'x' },
    lst: { L: [{ N: '1' }, { N: '3' }] },
    mp: { M: { mid: { M: { deep: { BOOL: true } } } } },
  });
});

describe('key conditions', () => {
  const read = (text: string) =>
    readKeyCondition(parseCondition(text, placeholders()), { hash: 'id', range: 'n' }, VALUES);
  it.each<[string, object]>([
    ['id = :a', { hash: { S: 'a' } }],
    ['id = :a AND n > :one', { hash: { S: 'a' }, range: { operator: '>', value: { N: '1' } } }],
    [
      'id = :a AND n BETWEEN :one AND :six',
      { hash: { S: 'a' }, range: { operator: 'between', low: { N: '1' }, high: { N: '6' } } },
    ],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
  it.each([
    ['n = :one', 'Query condition missed key schema element: id'],
    ['id = :a OR n = :one', 'Invalid operator used in KeyConditionExpression: OR'],
    ['id > :a', 'Query key condition not supported'],
    ['id = :a AND txt = :h', 'Query key condition not supported'],
    ['id = :a AND begins_with(n, :one)', 'Invalid operand type for operator or function'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('numbers', () => {
  const decimal = (text: string) => {
    const number = parseDecimal(text);
    if (typeof number === 'string') throw new Error(`${text}: ${number}`);
    return number;
  };
  it.each([
    ['1.50', '1.5'],
    ['-0', '0'],
    ['1e3', '1000'],
    ['0.001', '0.001'],
    ['1E+100', '1E+100'],
    ['-1.25E-120', '-1.25E-120'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('%s is %s', (text, expected) => {
    expect(formatDecimal(decimal(text))).toBe(expected);
  });
  it.each([
    ['x', 'no-number'],
    ['', 'no-number'],
    ['1'.repeat(39), 'too-precise'],
    ['1e126', 'too-large'],
    ['1e-131', 'too-small'],
  ])('%s is %s', (text, problem) => {
    expect(parseDecimal(text)).toBe(problem);
  });
  it('are exact, and sort as they are', () => {
    expect(formatDecimal(addDecimals(decimal('0.1'), decimal('0.2')))).toBe('0.3');
    const ordered = [
      '-1e100',
      '-20',
      '-19.5',
      '-2',
      '-0.5',
      '-0.05',
      '0',
      '1e-100',
      '0.05',
      '0.5',
      '2',
      '10',
      '19.5',
      '20',
      '1e100',
    ];
    expect([...ordered].sort((a, b) => compareDecimals(decimal(a), decimal(b)))).toEqual(ordered);
    expect([...ordered].sort((a, b) => (sortableDecimal(decimal(a)) < sortableDecimal(decimal(b)) ? -1 : 1))).toEqual(
      ordered,
    );
  });
});
