import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { JSONATA, machine, one, run } from './testing/run-machine.ts';

describe('input and output by JSONPath', () => {
  it.each<[string, object, Json, Json]>([
    ['a Pass passes on', {}, { a: 1 }, { a: 1 }],
    ['a Result', { Result: { r: 1 } }, { a: 1 }, { r: 1 }],
    ['a ResultPath', { Result: 1, ResultPath: '$.b.c' }, { a: 1 }, { a: 1, b: { c: 1 } }],
    ['a null ResultPath', { Result: 1, ResultPath: null }, { a: 1 }, { a: 1 }],
    ['an InputPath', { InputPath: '$.a' }, { a: { x: 1 } }, { x: 1 }],
    ['a null InputPath', { InputPath: null }, { a: 1 }, {}],
    ['an OutputPath', { OutputPath: '$.a' }, { a: [1, 2] }, [1, 2]],
    [
      'parameters',
      { Parameters: { 'x.$': '$.a', y: { 'z.$': '$$.Execution.Name' } } },
      { a: 1 },
      { x: 1, y: { z: 'e' } },
    ],
    ['a wildcard', { Parameters: { 'x.$': '$.a[*].b' } }, { a: [{ b: 1 }, { b: 2 }] }, { x: [1, 2] }],
    ['a filter', { Parameters: { 'x.$': '$.a[?(@.b > 1)]' } }, { a: [{ b: 1 }, { b: 2 }] }, { x: [{ b: 2 }] }],
    ['a slice', { Parameters: { 'x.$': '$.a[-2:]' } }, { a: [1, 2, 3] }, { x: [2, 3] }],
    ['a length', { Parameters: { 'x.$': '$.a.length()' } }, { a: [1, 2, 3] }, { x: 3 }],
    ['a quoted name', { Parameters: { 'x.$': "$['a b']" } }, { 'a b': 1 }, { x: 1 }],
    ['Format', { Parameters: { 'x.$': "States.Format('{}-{}', $.a, 'b')" } }, { a: 1 }, { x: '1-b' }],
    [
      'nested functions',
      { Parameters: { 'x.$': 'States.ArrayLength(States.ArrayUnique($.a))' } },
      { a: [1, 1, 2] },
      { x: 2 },
    ],
    ['StringToJson', { Parameters: { 'x.$': 'States.StringToJson($.a)' } }, { a: '{"b":1}' }, { x: { b: 1 } }],
    ['JsonToString', { Parameters: { 'x.$': 'States.JsonToString($.a)' } }, { a: { b: 1 } }, { x: '{"b":1}' }],
    [
      'ArrayPartition',
      { Parameters: { 'x.$': 'States.ArrayPartition($.a, 2)' } },
      { a: [1, 2, 3] },
      { x: [[1, 2], [3]] },
    ],
    ['ArrayContains', { Parameters: { 'x.$': 'States.ArrayContains($.a, 2)' } }, { a: [1, 2, 3] }, { x: true }],
    ['ArrayRange', { Parameters: { 'x.$': 'States.ArrayRange(1, 9, 2)' } }, {}, { x: [1, 3, 5, 7, 9] }],
    ['ArrayGetItem', { Parameters: { 'x.$': 'States.ArrayGetItem($.a, 1)' } }, { a: [1, 2, 3] }, { x: 2 }],
    ['Base64', { Parameters: { 'x.$': "States.Base64Decode(States.Base64Encode('ä'))" } }, {}, { x: 'ä' }],
    ['Hash', { Parameters: { 'x.$': "States.Hash('a', 'MD5')" } }, {}, { x: '0cc175b9c0f1b6a831c399e269772661' }],
    [
      'JsonMerge',
      { Parameters: { 'x.$': 'States.JsonMerge($.a, $.b, false)' } },
      { a: { x: 1 }, b: { y: 2 } },
      { x: { x: 1, y: 2 } },
    ],
    ['MathAdd', { Parameters: { 'x.$': 'States.MathAdd($.a, -1)' } }, { a: 3 }, { x: 2 }],
    ['MathRandom', { Parameters: { 'x.$': 'States.MathRandom(1, 11)' } }, {}, { x: 6 }],
    ['StringSplit', { Parameters: { 'x.$': "States.StringSplit('a,b;c', ',;')" } }, {}, { x: ['a', 'b', 'c'] }],
    ['UUID', { Parameters: { 'x.$': 'States.UUID()' } }, {}, { x: '00000000-0000-4000-8000-000000000001' }],
    ['escaped text', { Parameters: { 'x.$': "States.Format('it\\'s \\{{}\\}', $.a)" } }, { a: 1 }, { x: "it's {1}" }],
  ])('%s', async (_, state, input, output) => {
    const { state: end } = await run(one({ Type: 'Pass', ...state }), input);
    expect(end).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it('what finds nothing fails, and tells where', async () => {
    const { state } = await run(one({ Type: 'Pass', Parameters: { 'x.$': '$.b' } }), { a: 1 });
    expect(state).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'It' (entered at the event id #2). The JSONPath '$.b' specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    });
  });
});

describe('JSONata', () => {
  it.each<[string, object, Json, Json]>([
    ['an Output', { Output: { x: '{% $states.input.a + 1 %}' } }, { a: 1 }, { x: 2 }],
    ['plain text', { Output: 'text' }, {}, 'text'],
    ['the context', { Output: '{% $states.context.Execution.Name %}' }, {}, 'e'],
    ['partition', { Output: '{% $partition($states.input, 2) %}' }, [1, 2, 3], [[1, 2], [3]]],
    ['range', { Output: '{% $range(1, 5, 2) %}' }, {}, [1, 3, 5]],
    ['parse', { Output: '{% $parse($states.input.a).b %}' }, { a: '{"b":7}' }, 7],
    ['hash', { Output: "{% $hash('a', 'MD5') %}" }, {}, '0cc175b9c0f1b6a831c399e269772661'],
  ])('%s', async (_, state, input, output) => {
    const { state: end } = await run(one({ Type: 'Pass', ...state }, JSONATA), input);
    expect(end).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it.each([
    ['an error', "{% $error('no') %}", /threw an error during evaluation/],
    ['nothing', '{% $states.input.nowhere %}', /returned nothing/],
    ['no end', '{% ($f := function($n) { $f($n + 1) }; $f(1)) %}', /threw an error during evaluation/],
    ['eval', "{% $eval('1') %}", /threw an error during evaluation/],
  ])('with %s is a query error', async (_, Output, cause) => {
    const { state } = await run(one({ Type: 'Pass', Output }, JSONATA), {});
    expect(state).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(cause),
    });
  });

  it('chooses, assigns, and sees variables in inner states without changing the outer ones', async () => {
    const chooser = machine(
      {
        First: { Type: 'Pass', Assign: { n: '{% $states.input.n %}', list: [1, 2] }, Next: 'Choose' },
        Choose: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $n > 5 %}', Next: 'Big', Assign: { size: 'big' } }],
          Default: 'Each',
        },
        Big: { Type: 'Pass', Output: '{% $size %}', End: true },
        Each: {
          Type: 'Map',
          Items: '{% $list %}',
          ItemSelector: { item: '{% $states.context.Map.Item.Value %}', n: '{% $n %}' },
          ItemProcessor: machine({
            Inner: {
              Type: 'Pass',
              Assign: { n: 100 },
              Output: '{% $states.input.item + $states.input.n %}',
              End: true,
            },
          }),
          Output: { all: '{% $states.result %}', n: '{% $n %}' },
          End: true,
        },
      },
      JSONATA,
    );
    const told = await run(chooser, { n: 3 });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: { all: [4, 5], n: 3 } });
    expect((await run(chooser, { n: 9 })).state).toMatchObject({ status: 'SUCCEEDED', output: 'big' });
  });
});

describe('a Choice', () => {
  it.each<[object, Json, boolean]>([
    [{ Variable: '$.a', StringEquals: 'x' }, { a: 'x' }, true],
    [{ Variable: '$.a', StringEquals: 'x' }, { a: 1 }, false],
    [{ Variable: '$.a', StringEqualsPath: '$.b' }, { a: 'x', b: 'x' }, true],
    [{ Variable: '$.a', StringLessThan: 'b' }, { a: 'a' }, true],
    [{ Variable: '$.a', StringMatches: 'log-*.txt' }, { a: 'log-1.txt' }, true],
    [{ Variable: '$.a', StringMatches: 'a\\*b' }, { a: 'a*b' }, true],
    [{ Variable: '$.a', NumericGreaterThanEquals: 2 }, { a: 2 }, true],
    [{ Variable: '$.a', NumericLessThan: 2 }, { a: 2 }, false],
    [{ Variable: '$.a', BooleanEquals: false }, { a: false }, true],
    [{ Variable: '$.a', TimestampLessThan: '2026-01-02T00:00:00Z' }, { a: '2026-01-01T23:00:00-02:00' }, false],
    [{ Variable: '$.a', IsPresent: false }, {}, true],
    [{ Variable: '$.a', IsNull: true }, { a: null }, true],
    [{ Variable: '$.a', IsTimestamp: true }, { a: '2026-01-01T00:00:00Z' }, true],
    [{ Variable: '$.a', IsNumeric: true }, { a: '1' }, false],
    [
      {
        And: [
          { Variable: '$.a', IsString: true },
          { Variable: '$.a', StringEquals: 'x' },
        ],
      },
      { a: 'x' },
      true,
    ],
    [
      {
        Or: [
          { Variable: '$.a', IsBoolean: true },
          { Variable: '$.a', StringEquals: 'x' },
        ],
      },
      { a: 'x' },
      true,
    ],
    [{ Not: { Variable: '$.a', StringEquals: 'x' } }, { a: 'x' }, false],
  ])('%j of %j: %s', async (rule, input, holds) => {
    const told = await run(
      machine({
        It: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Succeed' },
        No: { Type: 'Fail', Error: 'No' },
      }),
      input,
    );
    expect(told.state.status).toBe(holds ? 'SUCCEEDED' : 'FAILED');
  });

  it('that leads nowhere, or looks at nothing, fails the execution', async () => {
    const choice = (rule: object) =>
      machine({ It: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }] }, Yes: { Type: 'Succeed' } });
    const none = await run(choice({ Variable: '$.a', NumericEquals: 1 }), { a: 2 });
    expect(none.state).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringMatching(/does not point to a next state/),
    });
    const missing = await run(choice({ Variable: '$.b', NumericEquals: 1 }), { a: 2 });
    expect(missing.state).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringMatching(/Invalid path '\$\.b'/),
    });
  });
});
