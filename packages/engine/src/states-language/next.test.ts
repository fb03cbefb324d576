import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExecutionEffect, ExecutionEvent, ExecutionState, HistoryEvent } from './execution-state.ts';
import type { Json } from './json.ts';
import { NEW_EXECUTION, next } from './next.ts';
import type { StateMachine } from './state-machine.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
const FN = 'arn:aws:lambda:us-east-1:123456789012:function:f';

/** What a task answers: its output, or an error; undefined leaves it running. */
type Answer = { output: Json } | { error: string; cause: string } | undefined;

interface Run {
  state: ExecutionState;
  readonly history: HistoryEvent[];
  readonly effects: ExecutionEffect[];
  tell(event: ExecutionEvent): Promise<void>;
  /** Milliseconds that have passed. */
  elapsed: number;
}

/** Runs a machine: tasks are answered at once, timers fire when nothing else is left. */
async function run(
  machine: unknown,
  input: Json,
  answer: (input: Json, call: number) => Answer = () => undefined,
): Promise<Run> {
  let now = 1_000_000;
  let calls = 0;
  let uuid = 0;
  const facts = {
    ...{ machine: machine as StateMachine, executionArn: ARN, name: 'e', input, roleArn: 'role', region: 'us-east-1' },
    ...{ stateMachineArn: 'arn:m', stateMachineName: 'm', startedAt: now },
  };
  const means = () => ({
    now,
    uuid: () => `00000000-0000-4000-8000-${String(++uuid).padStart(12, '0')}`,
    random: () => 0.5,
    hash: (text: string, name: string) => createHash(name.replace('-', '').toLowerCase()).update(text).digest('hex'),
    toBase64: (text: string) => Buffer.from(text).toString('base64'),
    fromBase64: (text: string) => Buffer.from(text, 'base64').toString(),
  });
  const told: Run = { state: NEW_EXECUTION, history: [], effects: [], tell, elapsed: 0 };
  const timers: Extract<ExecutionEffect, { type: 'timer' }>[] = [];

  async function tell(event: ExecutionEvent): Promise<void> {
    const waiting = [event];
    for (;;) {
      let current = waiting.shift();
      if (!current) {
        timers.sort((a, b) => a.at - b.at);
        const timer = timers.shift();
        if (!timer || told.state.status !== 'RUNNING') return;
        now = Math.max(now, timer.at);
        told.elapsed = now - facts.startedAt;
        current = timer;
      }
      // Every state is kept and read again, as a server would.
      const kept = JSON.parse(JSON.stringify(told.state)) as ExecutionState;
      const step = await next(kept, current, { facts, means: means() });
      told.state = step.state;
      told.history.push(...step.history);
      for (const effect of step.effects) {
        told.effects.push(effect);
        if (effect.type === 'continue') waiting.push({ type: 'continue' });
        if (effect.type === 'timer') timers.push(effect);
        if (effect.type !== 'run-task') continue;
        const { frame, attempt } = effect;
        const given = answer(effect.input, ++calls);
        if (given && 'output' in given) waiting.push({ type: 'task-succeeded', frame, attempt, output: given.output });
        else if (given) waiting.push({ type: 'task-failed', frame, attempt, ...given });
      }
    }
  }
  await tell({ type: 'start', input });
  return told;
}

/** A machine of states one after the other. */
const machine = (states: Record<string, object>, rest: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});
const one = (state: object, rest: object = {}) => machine({ It: { End: true, ...state } }, rest);
const types = ({ history }: Run) => history.map(({ type }) => type);
const JSONATA = { QueryLanguage: 'JSONata' };

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

describe('a Task', () => {
  const task = { Type: 'Task', Resource: FN };

  it('leaves its history', async () => {
    const told = await run(one({ ...task, ResultPath: '$.r', TimeoutSeconds: 9 }), { a: 1 }, () => ({ output: 2 }));
    expect(told.state.output).toEqual({ a: 1, r: 2 });
    expect(told.history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
    expect(told.history[2]?.details).toEqual({
      lambdaFunctionScheduledEventDetails: {
        ...{ resource: FN, input: '{"a":1}', inputDetails: { truncated: false }, timeoutInSeconds: 9 },
      },
    });
  });

  it('is tried again with growing pauses, then caught', async () => {
    const told = await run(
      machine({
        It: {
          ...task,
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 10 }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'After' }],
          Next: 'After',
        },
        After: { Type: 'Succeed' },
      }),
      { a: 1 },
      () => ({ error: 'Busy', cause: 'why' }),
    );
    expect(told.elapsed).toBe((2 + 6 + 10) * 1_000);
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: { a: 1, error: { Error: 'Busy', Cause: 'why' } } });
    expect(types(told).filter((type) => type === 'LambdaFunctionFailed').length).toBe(4);
    expect(types(told).filter((type) => type === 'TaskStateEntered').length).toBe(1);
  });

  it.each<[string[], string, boolean]>([
    [['States.ALL'], 'Any', true],
    [['States.TaskFailed'], 'Any', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], 'States.Runtime', false],
    [['States.ALL'], 'States.DataLimitExceeded', false],
    [['Other'], 'Any', false],
  ])('an error is caught by %j when it is %s: %s', async (ErrorEquals, error, caught) => {
    const told = await run(
      machine({
        It: { ...task, Catch: [{ ErrorEquals, Next: 'After' }], End: true },
        After: { Type: 'Succeed' },
      }),
      {},
      () => ({ error, cause: '' }),
    );
    expect(told.state.status).toBe(caught ? 'SUCCEEDED' : 'FAILED');
  });

  it('ends with its time, and its heartbeat', async () => {
    const late = await run(one({ ...task, TimeoutSeconds: 5 }), {});
    expect(late.state).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(late.elapsed).toBe(5_000);
    expect(late.effects.map(({ type }) => type)).toContain('cancel-task');
    const silent = await run(one({ ...task, TimeoutSeconds: 50, HeartbeatSeconds: 3 }), {});
    expect(silent.elapsed).toBe(3_000);
    expect(types(silent)).toContain('LambdaFunctionTimedOut');
  });

  it('with a token waits for whoever has it', async () => {
    const told = await run(
      one({
        ...{ Type: 'Task', Resource: 'arn:aws:states:::sns:publish.waitForTaskToken' },
        Parameters: { 'token.$': '$$.Task.Token' },
      }),
      {},
    );
    const [effect] = told.effects.filter(({ type }) => type === 'run-task') as Extract<
      ExecutionEffect,
      { type: 'run-task' }
    >[];
    expect(effect?.input).toEqual({ token: effect?.token });
    expect(effect?.resource).toMatchObject({ service: 'sns', action: 'publish', pattern: 'waitForTaskToken' });
    await told.tell({ type: 'task-submitted', frame: 1, attempt: effect?.attempt ?? 0, output: {} });
    await told.tell({ type: 'task-succeeded', frame: 1, attempt: effect?.attempt ?? 0, output: 'done' });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(types(told)).toContain('TaskSubmitted');
  });
});

describe('a Wait', () => {
  it.each<[object, Json, number]>([
    [{ Seconds: 3 }, {}, 3_000],
    [{ SecondsPath: '$.s' }, { s: 31_536_000 }, 31_536_000_000],
    [{ Timestamp: '1970-01-01T00:20:00Z' }, {}, 200_000],
    [{ TimestampPath: '$.t' }, { t: '1970-01-01T00:00:01Z' }, 0],
  ])('%j takes %j: %i ms', async (state, input, elapsed) => {
    const told = await run(one({ Type: 'Wait', ...state }), input);
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: input });
    expect(told.elapsed).toBe(elapsed);
  });
});

describe('a Parallel', () => {
  const branches = {
    Type: 'Parallel',
    Branches: [machine({ A: { Type: 'Task', Resource: FN, End: true } }), one({ Type: 'Pass', Result: 'b' })],
  };

  it('runs its branches and gathers what they make', async () => {
    const told = await run(one({ ...branches, ResultPath: '$.r' }), { x: 1 }, (input) => ({ output: input }));
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: { x: 1, r: [{ x: 1 }, 'b'] } });
    expect(types(told)[2]).toBe('ParallelStateStarted');
    expect(types(told).slice(-3)).toEqual(['ParallelStateSucceeded', 'ParallelStateExited', 'ExecutionSucceeded']);
  });

  it('fails with the first branch that does, and ends the others', async () => {
    const both = {
      ...branches,
      Branches: [branches.Branches[0], machine({ B: { Type: 'Task', Resource: FN, End: true } })],
    };
    const failed = await run(one(both), {}, (_, call) => (call === 2 ? { error: 'No', cause: 'n' } : undefined));
    expect(failed.state).toMatchObject({ status: 'FAILED', error: 'No', cause: 'n', frames: {} });
    expect(failed.effects.filter(({ type }) => type === 'cancel-task').length).toBe(1);
    expect(types(failed).slice(-3)).toEqual(['LambdaFunctionFailed', 'ParallelStateFailed', 'ExecutionFailed']);
  });

  it('is tried again as a whole', async () => {
    let failures = 0;
    const told = await run(one({ ...branches, Retry: [{ ErrorEquals: ['States.ALL'] }] }), {}, () =>
      ++failures < 3 ? { error: 'No', cause: '' } : { output: 1 },
    );
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: [1, 'b'] });
    expect(told.elapsed).toBe(3_000);
  });
});

describe('a Map', () => {
  const map = (rest: object = {}) =>
    one({ Type: 'Map', ItemProcessor: machine({ A: { Type: 'Task', Resource: FN, End: true } }), ...rest });

  it('runs for every item, with what the selector makes of it', async () => {
    const told = await run(
      map({
        ItemsPath: '$.list',
        ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'x.$': '$.x' },
      }),
      { list: ['a', 'b'], x: 1 },
      (input) => ({ output: input }),
    );
    expect(told.state.output).toEqual([
      { v: 'a', i: 0, x: 1 },
      { v: 'b', i: 1, x: 1 },
    ]);
    expect(types(told).filter((type) => type === 'MapIterationStarted').length).toBe(2);
  });

  it('of nothing makes nothing', async () => {
    expect((await run(map(), [])).state).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  it('runs no more at once than it may', async () => {
    const running = new Map<number, Json>();
    const told = await run(map({ MaxConcurrency: 2 }), [1, 2, 3], (input, call) => void running.set(call, input));
    expect([...running.values()]).toEqual([1, 2]);
    const [first] = told.effects.filter(({ type }) => type === 'run-task') as Extract<
      ExecutionEffect,
      { type: 'run-task' }
    >[];
    await told.tell({ type: 'task-succeeded', frame: first?.frame ?? 0, attempt: first?.attempt ?? 0, output: 0 });
    expect([...running.values()]).toEqual([1, 2, 3]);
  });

  it('fails with its first iteration that does', async () => {
    const told = await run(map(), [1, 2], (input) => (input === 2 ? { error: 'No', cause: 'two' } : { output: input }));
    expect(told.state).toMatchObject({ status: 'FAILED', error: 'No' });
    expect(types(told).slice(-3)).toEqual(['MapIterationFailed', 'MapStateFailed', 'ExecutionFailed']);
  });
});

describe('an execution', () => {
  it('is aborted, with all it had begun', async () => {
    const told = await run(one({ Type: 'Task', Resource: FN }), {});
    await told.tell({ type: 'abort', error: 'E', cause: 'because' });
    expect(told.state).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'because' });
    expect(types(told).at(-1)).toBe('ExecutionAborted');
    const before = told.history.length;
    await told.tell({ type: 'task-succeeded', frame: 1, attempt: 1, output: 1 });
    expect(told.history.length).toBe(before);
  });

  it('goes through ten thousand states in several goes, and no further than its history may', async () => {
    const loop = (limit: number) =>
      machine({
        Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
        Enough: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericLessThan: limit, Next: 'Count' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      });
    const told = await run(loop(5_000), { n: 0 });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: { n: 5_000 } });
    const endless = await run(loop(1e9), { n: 0 });
    expect(endless.state).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringMatching(/25000/),
    });
  });

  it('passes on no more than 256 KiB', async () => {
    const told = await run(one({ Type: 'Task', Resource: FN }), {}, () => ({ output: 'x'.repeat(300_000) }));
    expect(told.state).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});
