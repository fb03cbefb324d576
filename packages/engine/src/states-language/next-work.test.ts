import { describe, expect, it } from 'vitest';
import type { ExecutionEffect } from './execution-state.ts';
import type { Json } from './json.ts';
import { FN, machine, one, run, types } from './testing/run-machine.ts';

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
