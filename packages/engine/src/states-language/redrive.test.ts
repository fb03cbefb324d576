import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { FN, machine, one, run, types } from './testing/run-machine.ts';

const task = (rest: object = {}) => ({ Type: 'Task', Resource: FN, ...rest });
/** Answers tasks by what they are given, and fails some of them so often. */
const failing = (times: Record<string, number>) => {
  const asked: string[] = [];
  const answer = (input: Json) => {
    const name = JSON.stringify(input);
    asked.push(name);
    const left = times[name] ?? 0;
    times[name] = left - 1;
    return left > 0 ? { error: 'E', cause: 'told to' } : { output: `did ${name}` };
  };
  return { asked, answer };
};

describe('a redriven execution', () => {
  it('goes on at the state that failed, with its retries anew', async () => {
    const { asked, answer } = failing({ '"did 1"': 2 });
    const states = {
      A: task({ Next: 'B' }),
      B: task({ End: true, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }),
    };
    const told = await run(machine(states), 1, answer);
    expect(told.state.status).toBe('FAILED');
    await told.tell({ type: 'redrive' });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: 'did "did 1"', redrives: 1 });
    expect(told.state.unfinished).toBeUndefined();
    expect(asked).toEqual(['1', '"did 1"', '"did 1"', '"did 1"']);
    expect(types(told).filter((type) => /State|Redriven|Execution/.test(type))).toEqual([
      ...['ExecutionStarted', 'TaskStateEntered', 'TaskStateExited', 'TaskStateEntered', 'ExecutionFailed'],
      ...['ExecutionRedriven', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    const ids = told.history.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, at) => at + 1));
  });

  it('keeps what other branches and iterations have made', async () => {
    const { asked, answer } = failing({ '2': 1 });
    const inner = machine({ Work: task({ End: true }) });
    const told = await run(one({ Type: 'Map', MaxConcurrency: 1, Iterator: inner }), [1, 2, 3], answer);
    expect(told.state.status).toBe('FAILED');
    await told.tell({ type: 'redrive' });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: ['did 1', 'did 2', 'did 3'] });
    expect(asked).toEqual(['1', '2', '2', '3']);
  });

  it('goes on from an abort, and from the whole time being up', async () => {
    for (const type of ['abort', 'time-out'] as const) {
      let calls = 0;
      const told = await run(one(task()), 1, () => (++calls > 1 ? { output: 'late' } : undefined));
      await told.tell({ type });
      await told.tell({ type: 'redrive' });
      expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: 'late' });
      expect(told.state.error).toBeUndefined();
    }
  });

  it('is none that runs, or succeeded', async () => {
    const told = await run(one({ Type: 'Pass' }), 1);
    const before = told.history.length;
    await told.tell({ type: 'redrive' });
    expect(told.history).toHaveLength(before);
  });

  it('caught an error before', async () => {
    const { answer } = failing({ '1': 1, '{"Error":"E","Cause":"told to"}': 1 });
    const states = {
      A: task({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      B: task({ End: true }),
    };
    const told = await run(machine(states), 1, answer);
    expect(told.state.status).toBe('FAILED');
    await told.tell({ type: 'redrive' });
    expect(told.state).toMatchObject({ status: 'SUCCEEDED', output: 'did {"Error":"E","Cause":"told to"}' });
  });
});
