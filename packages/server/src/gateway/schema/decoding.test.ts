import { describe, expect, test } from 'vitest';
import { jsonTree } from '../protocols/json-tree.ts';
import { compileDecoders } from './compile-decoder.ts';
import { startWalk, violationMessage } from './walk.ts';
import type { WireModel, WireShape } from './wire-model.ts';

/** Decodes `value` as the member `Value` of an input. */
function decode(shape: WireShape, value: unknown, structures: WireModel['structures'] = {}) {
  const model: WireModel = {
    sdkClient: 'toy',
    protocol: 'awsJson1_1',
    signingName: 'toy',
    target: 'Toy',
    version: '1',
    operations: {},
    structures: { ...structures, Input: { members: { Value: shape } } },
  };
  const walk = startWalk();
  const input = compileDecoders<unknown>(model, jsonTree(false)).structure('Input')({ Value: value }, walk);
  return { input, message: walk.count === 0 ? undefined : violationMessage(walk) };
}

const said = (where: string, constraint: string) =>
  `1 validation error detected: Value ${where} failed to satisfy constraint: ${constraint}`;

describe('constraints', () => {
  test.each<[string, WireShape, unknown, unknown, string]>([
    [
      'length above',
      { type: 'string', max: 2 },
      'ab',
      'abc',
      said("'abc' at 'value'", 'Member must have length less than or equal to 2'),
    ],
    [
      'length below',
      { type: 'string', min: 1 },
      'a',
      '',
      said("'' at 'value'", 'Member must have length greater than or equal to 1'),
    ],
    [
      'pattern',
      { type: 'string', pattern: '[a-z]+' },
      'ab',
      'A',
      said("'A' at 'value'", 'Member must satisfy regular expression pattern: [a-z]+'),
    ],
    [
      'enum',
      { type: 'string', enum: ['A', 'B'] },
      'A',
      'C',
      said("'C' at 'value'", 'Member must satisfy enum value set: [A, B]'),
    ],
    [
      'value above',
      { type: 'number', max: 5 },
      5,
      6,
      said("'6' at 'value'", 'Member must have value less than or equal to 5'),
    ],
    [
      'value below',
      { type: 'number', min: 5 },
      5,
      4,
      said("'4' at 'value'", 'Member must have value greater than or equal to 5'),
    ],
    [
      'bytes',
      { type: 'blob', max: 1 },
      'YQ==',
      'YWI=',
      said(
        "'java.nio.HeapByteBuffer[pos=0 lim=2 cap=2]' at 'value'",
        'Member must have length less than or equal to 1',
      ),
    ],
    ['required', { type: 'string', required: true }, 'a', null, said("null at 'value'", 'Member must not be null')],
    [
      'sensitive',
      { type: 'string', min: 8, sensitive: 1 },
      'password',
      'short',
      said("at 'value'", 'Member must have length greater than or equal to 8'),
    ],
    [
      'list length',
      { type: 'list', max: 1, element: { type: 'string' } },
      ['a'],
      ['a', 'b'],
      said("'[a, b]' at 'value'", 'Member must have length less than or equal to 1'),
    ],
    [
      'element',
      { type: 'list', element: { type: 'string', max: 1, min: 1 } },
      ['a'],
      ['a', 'bb', 'cc'],
      said(
        "'[a, bb, cc]' at 'value'",
        'Member must satisfy constraint: [Member must have length less than or equal to 1, Member must have length greater than or equal to 1]',
      ),
    ],
    [
      'null element',
      { type: 'list', element: { type: 'string' } },
      ['a'],
      [null],
      said("null at 'value.1.member'", 'Member must not be null'),
    ],
    [
      'map key',
      { type: 'map', key: { type: 'string', max: 1 }, value: { type: 'string' } },
      { a: 'b' },
      { ab: 'c' },
      said(
        "'{ab=c}' at 'value'",
        'Map keys must satisfy constraint: [Member must have length less than or equal to 1]',
      ),
    ],
    [
      'map value',
      { type: 'map', key: { type: 'string' }, value: { type: 'string', max: 1 } },
      { a: 'b' },
      { a: 'bc' },
      said(
        "'{a=bc}' at 'value'",
        'Map value must satisfy constraint: [Member must have length less than or equal to 1]',
      ),
    ],
    [
      'map size',
      { type: 'map', max: 1, key: { type: 'string' }, value: { type: 'string' } },
      { a: 'b' },
      { a: 'b', c: 'd' },
      said("'{a=b, c=d}' at 'value'", 'Member must have length less than or equal to 1'),
    ],
  ])('%s', (_, shape, good, bad, message) => {
    expect(decode(shape, good).message).toBeUndefined();
    expect(decode(shape, bad).message).toBe(message);
  });

  test('characters are counted, not their halves', () => {
    expect(decode({ type: 'string', max: 2 }, '😀😀').message).toBeUndefined();
  });

  test('positions in nested lists and maps count from one', () => {
    const inner = { members: { Name: { type: 'string', required: true } } } as const;
    const list: WireShape = { type: 'list', element: { type: 'structure', structure: 'Inner' } };
    const map: WireShape = { type: 'map', key: { type: 'string' }, value: { type: 'structure', structure: 'Inner' } };
    expect(decode(list, [{ Name: 'a' }, {}], { Inner: inner }).message).toContain(
      "Value null at 'value.2.member.name'",
    );
    expect(decode(map, { k: {} }, { Inner: inner }).message).toContain("Value null at 'value.k.member.name'");
  });

  test('a flood of violations is counted in full and told in part', () => {
    const list: WireShape = { type: 'list', element: { type: 'structure', structure: 'Inner' } };
    const inner = { members: { Name: { type: 'string', required: true } } } as const;
    const { message } = decode(list, new Array(5000).fill({}), { Inner: inner });
    expect(message).toMatch(/^5000 validation errors detected: /);
    expect(message?.split('; ')).toHaveLength(1000);
  });
});

describe('types', () => {
  test.each<[WireShape, unknown, string]>([
    [{ type: 'string' }, 5, "NUMBER_VALUE can not be converted to a String at 'value'"],
    [{ type: 'string' }, ['a'], "Start of list found where not expected at 'value'"],
    [{ type: 'string' }, {}, "Start of structure or map found where not expected at 'value'"],
    [{ type: 'number', integer: true }, 'a', "STRING_VALUE can not be converted to an Integer at 'value'"],
    [{ type: 'number', integer: true }, 1.5, "NUMBER_VALUE can not be converted to an Integer at 'value'"],
    [{ type: 'boolean' }, 'true', "STRING_VALUE can not be converted to a Boolean at 'value'"],
    [{ type: 'timestamp' }, '2020-01-01T00:00:00Z', "STRING_VALUE can not be converted to a Timestamp at 'value'"],
    [{ type: 'blob' }, '***', "STRING_VALUE can not be converted to a Blob at 'value'"],
    [{ type: 'list', element: { type: 'string' } }, 'a', "STRING_VALUE can not be converted to a List at 'value'"],
  ])('%o refuses %j', (shape, value, message) => {
    expect(() => decode(shape, value)).toThrowError(
      expect.objectContaining({ code: 'SerializationException', message }),
    );
  });

  test('times are numbers with fractions, bytes are base64, unknown members are ignored', () => {
    expect(decode({ type: 'timestamp' }, 1.5).input).toEqual({ Value: new Date(1500) });
    expect(decode({ type: 'blob' }, 'YQ==').input).toEqual({ Value: Buffer.from('a') });
    const inner = { Inner: { members: {} } };
    expect(decode({ type: 'structure', structure: 'Inner' }, { other: 1 }, inner).input).toEqual({ Value: {} });
  });

  test('no key of the client reaches a prototype', () => {
    const map: WireShape = { type: 'map', key: { type: 'string' }, value: { type: 'string' } };
    const { input } = decode(map, JSON.parse('{"__proto__": "x", "constructor": "y"}'));
    const value = (input as { Value: Record<string, string> }).Value;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('input that nests without end is refused', () => {
    let deep: unknown = {};
    for (let i = 0; i < 50_000; i += 1) deep = { Self: deep };
    const self = { Self: { members: { Self: { type: 'structure', structure: 'Self' } } } } as const;
    expect(() => decode({ type: 'structure', structure: 'Self' }, deep, self)).toThrowError('nested too deeply');
  });
});
