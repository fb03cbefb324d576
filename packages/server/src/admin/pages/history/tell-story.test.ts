import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Json } from '@codeyard/engine/states-language/json';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  FN,
  machine,
  one,
  type Run,
  run,
} from '../../../../../engine/src/states-language/testing/run-machine.ts';
import { readEntry } from './entry.ts';
import { choose, summarise } from './state-summary.ts';
import { tellStory } from './tell-story.ts';
import type { Attempt, Visit } from './visit.ts';

type Answering = (input: Json, call: number) => Answer;

/** The story of what the engine really wrote. */
const storyOf = ({ history }: Run) =>
  tellStory(
    history.map(({ timestamp, details, type, ...event }) =>
      readEntry({ ...event, type: type as HistoryEvent['type'], timestamp: new Date(timestamp), ...details }),
    ),
  );

const seconds = (visit: Visit) => (visit.endedAt === undefined ? '…' : `${(visit.endedAt - visit.enteredAt) / 1_000}s`);
const failureOf = ({ error, cause }: { error?: string; cause?: string }) =>
  error === undefined ? [] : [`${error}${cause ? `: ${cause}` : ''}`];

/** `Inner[2] in Each: failed 3s, tried E: why | done`, for a visit within an iteration with two attempts. */
function lineOf(visit: Visit): string {
  const { state, iteration, parent, status, attempts } = visit;
  const where = `${state}${iteration === undefined ? '' : `[${iteration}]`}${parent ? ` in ${parent.state}` : ''}`;
  const outcomeOf = ({ endedAt, isStopped }: Attempt) =>
    endedAt === undefined ? 'open' : isStopped ? 'stopped' : 'done';
  const tries = attempts.map((one) => failureOf(one)[0] ?? outcomeOf(one)).join(' | ');
  const error = failureOf(visit).map((text) => `, error ${text}`);
  return `${where}: ${status} ${seconds(visit)}${tries ? `, tried ${tries}` : ''}${error.join('')}`;
}

const linesOf = (told: Run) => storyOf(told).visits.map(lineOf);

const task = (rest: object = {}) => ({ Type: 'Task', Resource: FN, End: true, ...rest });
const pass = (rest: object = {}) => ({ Type: 'Pass', End: true, ...rest });
const wait = (length: number, rest: object = {}) => ({ Type: 'Wait', Seconds: length, End: true, ...rest });
const parallel = (branches: object[], rest: object = {}) => ({
  Type: 'Parallel',
  Branches: branches,
  End: true,
  ...rest,
});
const map = (inner: object, rest: object = {}) => ({ Type: 'Map', ItemProcessor: inner, End: true, ...rest });
const retry = (rest: object = {}) => ({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 5, ...rest }] });
const catching = (to: string, ...names: string[]) => ({ Catch: [{ ErrorEquals: [...names, 'States.ALL'], Next: to }] });

const E = { error: 'E', cause: 'why' };
const failsTimes =
  (times: number): Answering =>
  (_, call) =>
    call <= times ? E : { output: 'did' };
const fails: Answering = () => E;
const works: Answering = () => ({ output: 'did' });
/** Leaves what it is not told of running. */
const byInput =
  (answers: Record<string, Answer>): Answering =>
  (input) =>
    answers[String(input)];

describe('the story of an execution', () => {
  it.each<[string, object, Json, Answering, string[]]>([
    [
      'one state after the other, and how long each took',
      machine({ A: wait(3, { End: false, Next: 'B' }), B: pass() }),
      {},
      works,
      ['A: succeeded 3s', 'B: succeeded 0s'],
    ],
    ['a task', one(task()), {}, works, ['It: succeeded 0s, tried done']],
    [
      'retries that help, with what they wait',
      one(task(retry())),
      {},
      failsTimes(2),
      ['It: succeeded 15s, tried E: why | E: why | done'],
    ],
    ['retries that do not', one(task(retry({ MaxAttempts: 1 }))), {}, fails, ['It: failed 5s, tried E: why | E: why']],
    [
      'an error that is caught',
      machine({ A: task({ ...catching('B'), Next: 'B' }), B: pass() }),
      {},
      fails,
      ['A: caught 0s, tried E: why', 'B: succeeded 0s'],
    ],
    [
      'retries, then a catcher',
      machine({ A: task({ ...retry({ MaxAttempts: 1 }), ...catching('B'), Next: 'B' }), B: pass() }),
      {},
      fails,
      ['A: caught 5s, tried E: why | E: why', 'B: succeeded 0s'],
    ],
    ['a task that goes on', one(task()), {}, () => undefined, ['It: running …, tried open']],
    [
      'a task that is out of time',
      one(task({ TimeoutSeconds: 7 })),
      {},
      () => undefined,
      ['It: failed 7s, tried States.Timeout'],
    ],
    [
      'a Fail state',
      machine({ A: pass({ End: false, Next: 'F' }), F: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } }),
      {},
      works,
      ['A: succeeded 0s', 'F: failed 0s, error Bad: luck'],
    ],
    [
      'a state that comes back to itself',
      machine({
        A: task({ End: false, Next: 'Again' }),
        Again: { Type: 'Choice', Choices: [{ Variable: '$', StringEquals: 'did', Next: 'Done' }], Default: 'A' },
        Done: { Type: 'Succeed' },
      }),
      'start',
      (_, call) => ({ output: call < 3 ? 'not yet' : 'did' }),
      [
        ...['A: succeeded 0s, tried done', 'Again: succeeded 0s', 'A: succeeded 0s, tried done', 'Again: succeeded 0s'],
        ...['A: succeeded 0s, tried done', 'Again: succeeded 0s', 'Done: succeeded 0s'],
      ],
    ],
    [
      'branches at the same time',
      one(parallel([machine({ L: wait(2, { End: false, Next: 'L2' }), L2: pass() }), machine({ R: wait(5) })])),
      {},
      works,
      ['It: succeeded 5s, tried done', 'L in It: succeeded 2s', 'R in It: succeeded 5s', 'L2 in It: succeeded 0s'],
    ],
    [
      'a branch that fails stops the others',
      one(parallel([machine({ L: wait(60) }), machine({ R: task() })])),
      {},
      fails,
      ['It: failed 0s, tried E: why', 'L in It: stopped 0s', 'R in It: failed 0s, tried E: why'],
    ],
    [
      'a branch that ends in a Fail state',
      one(parallel([machine({ F: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } }), machine({ R: wait(60) })])),
      {},
      works,
      ['It: failed 0s, tried Bad: luck', 'F in It: failed 0s, error Bad: luck'],
    ],
    [
      'a Parallel that is tried again as a whole',
      one(parallel([machine({ L: task() })], retry())),
      {},
      failsTimes(1),
      [
        'It: succeeded 5s, tried E: why | done',
        'L in It: failed 0s, tried E: why',
        'L in It: succeeded 0s, tried done',
      ],
    ],
    [
      'a Parallel whose error is caught',
      machine({ P: parallel([machine({ L: task() })], { ...catching('B'), End: false, Next: 'B' }), B: pass() }),
      {},
      fails,
      ['P: caught 0s, tried E: why', 'L in P: failed 0s, tried E: why', 'B: succeeded 0s'],
    ],
    [
      'items one by one',
      one(map(machine({ I: wait(1) }), { MaxConcurrency: 1 })),
      [1, 2],
      works,
      ['It: succeeded 2s, tried done', 'I[0] in It: succeeded 1s', 'I[1] in It: succeeded 1s'],
    ],
    ['a Map of nothing', one(map(machine({ I: pass() }))), [], works, ['It: succeeded 0s, tried done']],
    [
      'an item that fails stops the others',
      one(map(machine({ I: task() }))),
      ['slow', 'bad'],
      byInput({ bad: E }),
      ['It: failed 0s, tried E: why', 'I[0] in It: stopped 0s, tried stopped', 'I[1] in It: failed 0s, tried E: why'],
    ],
    [
      'a Map within a Parallel within a Map',
      one(map(machine({ P: parallel([machine({ M: map(machine({ I: pass() })) }), machine({ R: pass() })]) }))),
      [[1, 2]],
      works,
      [
        ...[
          'It: succeeded 0s, tried done',
          'P[0] in It: succeeded 0s, tried done',
          'M[0] in P: succeeded 0s, tried done',
        ],
        ...['R[0] in P: succeeded 0s', 'I[0] in M: succeeded 0s', 'I[1] in M: succeeded 0s'],
      ],
    ],
    [
      'a failure deep within, caught outside',
      machine({
        It: map(machine({ P: parallel([machine({ L: task() })]) }), { ...catching('B'), End: false, Next: 'B' }),
        B: pass(),
      }),
      [1],
      fails,
      [
        ...['It: caught 0s, tried E: why', 'P[0] in It: failed 0s, tried E: why', 'L[0] in P: failed 0s, tried E: why'],
        'B: succeeded 0s',
      ],
    ],
  ])('%s', async (_, definition, input, answer, lines) => {
    expect(linesOf(await run(definition, input, answer))).toEqual(lines);
  });

  it('of an execution that is stopped or out of time: what ran is stopped', async () => {
    for (const type of ['abort', 'time-out'] as const) {
      const told = await run(one(parallel([machine({ L: task() }), machine({ R: pass() })])), {});
      expect(linesOf(told)).toEqual([
        'It: running …, tried open',
        'L in It: running …, tried open',
        'R in It: succeeded 0s',
      ]);
      await told.tell({ type });
      expect(linesOf(told)).toEqual([
        'It: stopped 0s, tried stopped',
        'L in It: stopped 0s, tried stopped',
        'R in It: succeeded 0s',
      ]);
    }
  });

  it('of a redriven execution: what had ended goes on where it was', async () => {
    let calls = 0;
    const answer: Answering = (input) => (input === 2 && ++calls === 1 ? E : { output: 'did' });
    const told = await run(one(map(machine({ I: task() }), { MaxConcurrency: 1 })), [1, 2, 3], answer);
    expect(linesOf(told)).toEqual([
      'It: failed 0s, tried E: why',
      'I[0] in It: succeeded 0s, tried done',
      'I[1] in It: failed 0s, tried E: why',
    ]);
    await told.tell({ type: 'redrive' });
    expect(linesOf(told)).toEqual([
      'It: succeeded 0s, tried done',
      'I[0] in It: succeeded 0s, tried done',
      'I[1] in It: succeeded 0s, tried E: why | done',
      'I[2] in It: succeeded 0s, tried done',
    ]);
  });

  it('of one that is redriven twice', async () => {
    let calls = 0;
    const answer: Answering = (input) => (input === 2 && ++calls < 3 ? E : { output: 'did' });
    const branches = [machine({ L: task({ Parameters: 2 }) }), machine({ R: wait(9) })];
    const told = await run(one(parallel(branches)), {}, answer);
    const failed = ['It: failed 0s, tried E: why', 'L in It: failed 0s, tried E: why'];
    expect(linesOf(told)).toEqual([...failed, 'R in It: stopped 0s']);
    await told.tell({ type: 'redrive' });
    expect(linesOf(told)).toEqual([failed[0], 'L in It: failed 0s, tried E: why | E: why', 'R in It: stopped 0s']);
    await told.tell({ type: 'redrive' });
    expect(storyOf(told).visits.map(({ state, status }) => `${state} ${status}`)).toEqual([
      ...['It succeeded', 'L succeeded', 'R succeeded'],
    ]);
  });

  it.each<[string, object, Json, string[]]>([
    ['at the top', { F: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } }, {}, ['F', 'F']],
    [
      'within',
      { M: map(machine({ F: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } })) },
      [1],
      ['M', 'F[0] in M', 'F[0] in M'],
    ],
  ])('of a Fail state %s that is redriven: it fails again', async (_, states, input, places) => {
    const told = await run(machine(states as Record<string, object>), input);
    await told.tell({ type: 'redrive' });
    const lines = linesOf(told);
    expect(lines.map((line) => line.replace(/: .*/, ''))).toEqual(places);
    for (const line of lines) expect(line).toMatch(/: failed 0s, .* Bad: luck$/);
  });

  it('has what states were given and made, and what tasks were called with', async () => {
    const told = await run(one(task({ Parameters: { 'x.$': '$.a' } })), { a: 1 }, works);
    const [visit] = storyOf(told).visits;
    expect(visit).toMatchObject({ number: 1, input: { text: '{"a":1}', left: 0 }, output: { text: '"did"' } });
    expect(visit?.attempts).toMatchObject([{ resource: FN, input: { text: '{"x":1}' }, output: { text: '"did"' } }]);
  });

  it('tells which ways were taken', async () => {
    const states = {
      A: task({ ...catching('C'), End: false, Next: 'B' }),
      B: pass(),
      C: parallel([machine({ D: pass({ End: false, Next: 'E' }), E: pass() })]),
    };
    const { transitions } = storyOf(await run(machine(states), {}, fails));
    expect([...transitions].sort()).toEqual(['["A","C"]', '["D","E"]']);
  });

  it('of no events is empty, and events of nobody are left out', () => {
    expect(tellStory([]).visits).toEqual([]);
    const lost = ['TaskFailed', 'PassStateExited', 'MapStateFailed', 'MapIterationFailed', 'ExecutionFailed'];
    const entries = lost.map((type, index) => ({ id: index + 1, previous: 77, type, at: 1 }));
    expect(tellStory(entries).visits).toEqual([]);
  });
});

describe('how it stands with a state', () => {
  const summaryOf = async (definition: object, input: Json, answer: Answering) => {
    const summaries = summarise(storyOf(await run(definition, input, answer)).visits);
    return Object.fromEntries(
      [...summaries].map(([state, { status, visits, retries, items }]) => [
        state,
        [status, visits, retries, ...(items ? [items] : [])],
      ]),
    );
  };

  it.each<[string, object, Json, Answering, Record<string, unknown[]>]>([
    ['after retries', one(task(retry())), {}, failsTimes(2), { It: ['succeeded', 1, 2] }],
    [
      'in a loop: the last visit counts',
      machine({
        A: task({ ...catching('B'), End: false, Next: 'C' }),
        B: pass({ End: false, Next: 'A' }),
        C: pass(),
      }),
      {},
      failsTimes(1),
      { A: ['succeeded', 2, 0], B: ['succeeded', 1, 0], C: ['succeeded', 1, 0] },
    ],
    [
      'of a Map: the worst item counts, and how many have begun',
      one(map(machine({ I: task(retry({ MaxAttempts: 1 })) }), { MaxConcurrency: 2 })),
      ['good', 'slow', 'slow'],
      byInput({ good: { output: 1 } }),
      { It: ['running', 1, 0, { all: 3, begun: 3 }], I: ['running', 3, 0] },
    ],
    [
      'of a Map whose items wait for their turn',
      one(map(machine({ I: task() }), { MaxConcurrency: 1 })),
      ['slow', 'slow', 'slow'],
      () => undefined,
      { It: ['running', 1, 0, { all: 3, begun: 1 }], I: ['running', 1, 0] },
    ],
    [
      'of a Map that is tried again: only what is within its last attempt counts',
      one(map(machine({ I: task() }), retry())),
      [1],
      failsTimes(1),
      { It: ['succeeded', 1, 1, { all: 1, begun: 1 }], I: ['succeeded', 2, 0] },
    ],
    [
      'of a Map that is tried again: items of the attempt before have not begun',
      one(map(machine({ I: task() }), { MaxConcurrency: 1, ...retry() })),
      [1, 2],
      (_, call) => [{ output: 1 }, E][call - 1],
      { It: ['running', 1, 1, { all: 2, begun: 1 }], I: ['running', 3, 0] },
    ],
    [
      'of a Parallel within a Map: the worst of all items counts',
      one(map(machine({ P: parallel([machine({ I: task() })]) }))),
      ['slow', 'good'],
      byInput({ good: { output: 1 } }),
      { It: ['running', 1, 0, { all: 2, begun: 2 }], P: ['running', 2, 0], I: ['running', 2, 0] },
    ],
  ])('%s', async (_, definition, input, answer, expected) => {
    expect(await summaryOf(definition, input, answer)).toEqual(expected);
  });

  it('shows all that run or failed and the newest others, in their order', () => {
    const visit = (number: number, status: Visit['status']): Visit => ({
      ...{ number, state: `S${number}`, type: 'Pass', enteredAt: number, status, attempts: [] },
    });
    const visits = ['failed', 'succeeded', 'running', 'succeeded', 'caught', 'succeeded'].map((status, index) =>
      visit(index, status as Visit['status']),
    );
    const chosen = (most: number) => choose(visits, most).map(({ number }) => number);
    expect(chosen(6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(chosen(4)).toEqual([0, 2, 4, 5]);
    expect(chosen(2)).toEqual([0, 2]);
    expect(chosen(1)).toEqual([2]);
  });
});
