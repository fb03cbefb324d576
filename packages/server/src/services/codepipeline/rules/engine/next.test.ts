import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, EngineEvent } from './engine-event.ts';
import {
  type ConditionType,
  type EngineDefinition,
  type EngineStage,
  type ExecutionMode,
  type ExecutionState,
  emptyState,
  type PipelineState,
} from './engine-state.ts';
import { next } from './next.ts';

const stage = (name: string, ...orders: number[]): EngineStage => ({
  name,
  actions: orders.map((runOrder, index) => ({ name: `${name}${index}`, runOrder })),
});
const define = (mode: ExecutionMode, ...stages: EngineStage[]): EngineDefinition => ({ version: 1, mode, stages });
const TWO = define('SUPERSEDED', stage('S', 1), stage('B', 1, 1, 2));
const MODES: ExecutionMode[] = ['SUPERSEDED', 'QUEUED', 'PARALLEL'];

/** A pipeline that is driven by hand, as the shell drives it. */
function drive(definition = TWO) {
  let state = emptyState(definition);
  const definitions = [definition];
  let ids = 0;
  const log: Effect[] = [];
  const forgotten = new Map<string, ExecutionState>();
  const send = (event: EngineEvent) => {
    const context = { definitions, current: definitions.at(-1)?.version ?? 1, now: 1, newId: () => `i${++ids}` };
    const step = next(state, event, context);
    if (event.type === 'update') definitions.push(event.definition);
    // What is stored between two events is text.
    state = JSON.parse(JSON.stringify(step.state)) as PipelineState;
    expect(state).toEqual(step.state);
    log.push(...step.effects);
    for (const effect of step.effects)
      if (effect.type === 'forget') forgotten.set(effect.execution.id, effect.execution);
    return step.effects;
  };
  /** The id of the newest start of an action or a rule. */
  const idOf = (name: string, executionId?: string): string => {
    for (const effect of [...log].reverse()) {
      if ('executionId' in effect && executionId !== undefined && effect.executionId !== executionId) continue;
      if (effect.type === 'start-action' && effect.action === name) return effect.actionExecutionId;
      if (effect.type === 'start-rule' && effect.rule === name) return effect.ruleExecutionId;
    }
    throw new Error(`${name} never started`);
  };
  return {
    send,
    log,
    forgotten,
    state: () => state,
    of: (id: string) => state.executions[id] ?? forgotten.get(id),
    start: (executionId: string) => send({ type: 'start', executionId }),
    end: (name: string, status: 'Succeeded' | 'Failed' = 'Succeeded', executionId?: string) =>
      send({ type: 'action-ended', actionExecutionId: idOf(name, executionId), status }),
    rule: (name: string, status: 'Succeeded' | 'Failed', errored?: true) =>
      send({ type: 'rule-ended', ruleExecutionId: idOf(name), status, ...(errored ? { errored } : {}) }),
    status: (id: string) => (state.executions[id] ?? forgotten.get(id))?.status,
    stageStatus: (name: string) => state.stages.find((one) => one.name === name)?.latest?.status,
    started: (executionId?: string) =>
      log.flatMap((effect) =>
        effect.type === 'start-action' && (executionId ?? effect.executionId) === effect.executionId
          ? [effect.action]
          : [],
      ),
  };
}

describe('a pipeline', () => {
  it.each(MODES)('runs its stages in order and the actions of a stage by run order (%s)', (mode) => {
    const yard = drive({ ...TWO, mode });
    yard.start('x');
    expect(yard.started()).toEqual(['S0']);
    yard.end('S0');
    expect(yard.started()).toEqual(['S0', 'B0', 'B1']);
    yard.end('B1');
    yard.end('B0');
    expect(yard.started()).toEqual(['S0', 'B0', 'B1', 'B2']);
    yard.end('B2');
    expect(yard.status('x')).toBe('Succeeded');
  });

  it('lets siblings end after a failure, starts nothing new, and keeps the stage until they have', () => {
    const yard = drive();
    yard.start('x');
    yard.end('S0');
    yard.end('B0', 'Failed');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.state().stages[1]?.lock).toBe('x');
    yard.end('B1');
    expect(yard.state().stages[1]?.lock).toBeUndefined();
    expect(yard.started()).not.toContain('B2');
  });

  it('waits at a disabled transition and goes on when it is enabled', () => {
    const yard = drive();
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: false, reason: 'no' } });
    yard.start('x');
    yard.end('S0');
    expect(yard.state().stages[1]?.inbound).toEqual(['x']);
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: true } });
    expect(yard.started()).toContain('B0');
  });

  it.each([
    [false, ['B0', 'B1']],
    [true, []],
  ])('stops (abandon: %s)', (abandon, toEnd) => {
    const yard = drive();
    yard.start('x');
    yard.end('S0');
    const effects = yard.send({ type: 'stop', executionId: 'x', abandon });
    expect(effects.filter(({ type }) => type === 'abandon-action').length).toBe(abandon ? 2 : 0);
    for (const name of toEnd) yard.end(name);
    expect(yard.status('x')).toBe('Stopped');
    expect(yard.started()).not.toContain('B2');
  });

  it('stops what only waits at once', () => {
    const yard = drive();
    yard.start('x');
    yard.start('y');
    yard.send({ type: 'stop', executionId: 'y', abandon: false });
    expect(yard.status('y')).toBe('Stopped');
    expect(yard.state().stages[0]?.inbound).toEqual([]);
  });

  it.each(MODES)('retries the failed actions, or all of them, under the same id (%s)', (executionMode) => {
    for (const mode of ['FAILED_ACTIONS', 'ALL_ACTIONS'] as const) {
      const yard = drive({ ...TWO, mode: executionMode });
      yard.start('x');
      yard.end('S0');
      yard.end('B0', 'Failed');
      yard.end('B1');
      const kept = yard.forgotten.get('x');
      const effects = yard.send({
        type: 'retry',
        executionId: 'x',
        stage: 'B',
        mode,
        ...(kept ? { forgotten: kept } : {}),
      });
      const started = effects.flatMap((effect) => (effect.type === 'start-action' ? [effect.action] : []));
      expect(started).toEqual(mode === 'ALL_ACTIONS' ? ['B0', 'B1'] : ['B0']);
      for (const name of started) yard.end(name);
      yard.end('B2');
      expect(yard.status('x')).toBe('Succeeded');
    }
  });

  it('cancels what waits at an update, and what runs once its actions have ended', () => {
    const yard = drive();
    yard.start('x');
    yard.start('y');
    yard.send({ type: 'update', definition: { ...TWO, version: 2 } });
    expect(yard.status('y')).toBe('Cancelled');
    expect(yard.status('x')).toBe('InProgress');
    yard.end('S0');
    expect(yard.status('x')).toBe('Cancelled');
    yard.start('z');
    expect(yard.status('z')).toBe('InProgress');
  });

  it('takes no notice of an event that comes twice or too late', () => {
    const yard = drive();
    yard.start('x');
    yard.start('x');
    yard.end('S0');
    const before = yard.state();
    yard.end('S0', 'Failed');
    yard.send({ type: 'stop', executionId: 'unknown', abandon: true });
    expect(yard.state()).toEqual(before);
  });
});

describe('executions that meet', () => {
  it('SUPERSEDED: what waits gives way to something newer', () => {
    const yard = drive();
    for (const id of ['x', 'y', 'z']) yard.start(id);
    expect(yard.status('y')).toBe('Superseded');
    yard.end('S0');
    expect(yard.state().stages[0]?.lock).toBe('z');
  });

  it('QUEUED: everyone waits for their turn', () => {
    const yard = drive({ ...TWO, mode: 'QUEUED' });
    for (const id of ['x', 'y', 'z']) yard.start(id);
    expect(yard.state().stages[0]).toMatchObject({ lock: 'x', inbound: ['y', 'z'] });
    yard.end('S0');
    expect(yard.state().stages[0]).toMatchObject({ lock: 'y', inbound: ['z'] });
    yard.end('S0');
    expect(yard.state().stages[1]).toMatchObject({ lock: 'x', inbound: ['y'] });
  });

  it('PARALLEL: nobody waits, and five actions of one execution run at once', () => {
    const yard = drive(define('PARALLEL', stage('S', 1), stage('B', 1, 1, 1, 1, 1, 1, 1, 2)));
    for (const id of ['x', 'y']) yard.start(id);
    expect(yard.started()).toEqual(['S0', 'S0']);
    yard.end('S0', 'Succeeded', 'y');
    expect(yard.started('y')).toEqual(['S0', 'B0', 'B1', 'B2', 'B3', 'B4']);
    yard.end('B2', 'Succeeded', 'y');
    expect(yard.started('y').at(-1)).toBe('B5');
    expect(yard.state().stages.every(({ lock, latest }) => lock === undefined && latest === undefined)).toBe(true);
  });

  it('PARALLEL: a definition may change underneath', () => {
    const yard = drive({ ...TWO, mode: 'PARALLEL' });
    yard.start('x');
    yard.send({ type: 'update', definition: { ...define('QUEUED', stage('S', 1), stage('N', 1)), version: 2 } });
    yard.end('S0');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'B1']);
    yard.start('y');
    yard.end('S0', 'Succeeded', 'y');
    expect(yard.started('y')).toEqual(['S0', 'N0']);
  });
});

const withCondition = (type: ConditionType, condition: object) =>
  define('SUPERSEDED', stage('S', 1), { ...stage('B', 1), [type]: condition } as EngineStage, stage('D', 1));
const beforeEntry = (result: 'FAIL' | 'SKIP') => withCondition('beforeEntry', { result, rules: ['r', 'q'] });

describe('a condition before entry', () => {
  function entering(result: 'FAIL' | 'SKIP') {
    const yard = drive(beforeEntry(result));
    yard.start('x');
    yard.end('S0');
    expect(yard.started()).toEqual(['S0']);
    return yard;
  }

  it('lets in when every rule succeeds', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Succeeded');
    expect(yard.started()).toEqual(['S0']);
    yard.rule('q', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0']);
  });

  it('fails the stage when a rule fails, until it is overridden', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed');
    expect(yard.status('x')).toBe('InProgress');
    yard.rule('q', 'Succeeded');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.of('x')?.run?.conditions.beforeEntry?.status).toBe('Failed');
    yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'beforeEntry' });
    expect(yard.of('x')).toMatchObject({
      status: 'InProgress',
      run: { conditions: { beforeEntry: { status: 'Overridden' } } },
    });
    expect(yard.started()).toEqual(['S0', 'B0']);
    yard.end('B0');
    yard.end('D0');
    expect(yard.status('x')).toBe('Succeeded');
  });

  it('skips the stage when that is its result', () => {
    const yard = entering('SKIP');
    yard.rule('r', 'Failed');
    yard.rule('q', 'Succeeded');
    expect(yard.stageStatus('B')).toBe('Skipped');
    expect(yard.started()).toEqual(['S0', 'D0']);
  });

  it('is Errored when a rule could not be run', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed', true);
    yard.rule('q', 'Succeeded');
    expect(yard.of('x')?.run?.conditions.beforeEntry?.status).toBe('Errored');
  });

  it('is overridden while its rules run, which are then abandoned', () => {
    const yard = entering('FAIL');
    const effects = yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'beforeEntry' });
    expect(effects.filter(({ type }) => type === 'abandon-rule').length).toBe(2);
    expect(yard.started()).toContain('B0');
  });

  it('is asked again when a retry comes before any action ran', () => {
    const yard = entering('FAIL');
    yard.rule('r', 'Failed');
    yard.rule('q', 'Failed');
    yard.send({ type: 'retry', executionId: 'x', stage: 'B', mode: 'FAILED_ACTIONS' });
    yard.rule('r', 'Succeeded');
    yard.rule('q', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0']);
  });

  it.each([true, false])('stops with the execution (abandon: %s)', (abandon) => {
    const yard = entering('FAIL');
    yard.send({ type: 'stop', executionId: 'x', abandon });
    if (!abandon) for (const name of ['r', 'q']) yard.rule(name, 'Succeeded');
    expect(yard.status('x')).toBe('Stopped');
    expect(yard.started()).toEqual(['S0']);
  });
});

describe('a condition on success', () => {
  function succeeding(result: 'FAIL' | 'ROLLBACK', before?: 'success') {
    const yard = drive(withCondition('onSuccess', { result, rules: ['r'] }));
    if (before) {
      yard.start('w');
      for (const name of ['S0', 'B0']) yard.end(name);
      yard.rule('r', 'Succeeded');
      yard.end('D0');
    }
    yard.start('x');
    for (const name of ['S0', 'B0']) yard.end(name);
    return yard;
  }

  it('lets go on when it holds', () => {
    const yard = succeeding('FAIL');
    expect(yard.started()).toEqual(['S0', 'B0']);
    yard.rule('r', 'Succeeded');
    expect(yard.started()).toEqual(['S0', 'B0', 'D0']);
  });

  it('fails the stage when it does not, and may be overridden', () => {
    const yard = succeeding('FAIL');
    yard.rule('r', 'Failed');
    expect(yard.status('x')).toBe('Failed');
    yard.send({ type: 'override', executionId: 'x', stage: 'B', condition: 'onSuccess' });
    expect(yard.started()).toEqual(['S0', 'B0', 'D0']);
  });

  it('rolls back to what last succeeded there, and to nothing when there is nothing', () => {
    const yard = succeeding('ROLLBACK', 'success');
    const effects = yard.rule('r', 'Failed');
    const made = effects.find((effect) => effect.type === 'create-rollback');
    expect(made).toMatchObject({ stage: 'B', target: 'w', failed: 'x' });
    const rollback = made?.executionId ?? '';
    expect(yard.started(rollback)).toEqual(['B0']);
    yard.end('B0', 'Succeeded', rollback);
    yard.rule('r', 'Succeeded');
    expect(yard.status(rollback)).toBe('Succeeded');
    expect(yard.started(rollback)).toEqual(['B0']);
    expect(yard.status('x')).toBe('Failed');
    const first = succeeding('ROLLBACK');
    expect(first.rule('r', 'Failed').some(({ type }) => type === 'create-rollback')).toBe(false);
    expect(first.status('x')).toBe('Failed');
  });
});

describe('a failure', () => {
  function failing(onFailure: object, mode: ExecutionMode = 'SUPERSEDED') {
    const yard = drive({ ...withCondition('onFailure', onFailure), mode });
    yard.start('w');
    for (const name of ['S0', 'B0', 'D0']) yard.end(name);
    yard.start('x');
    yard.end('S0', 'Succeeded', 'x');
    yard.end('B0', 'Failed', 'x');
    return yard;
  }

  it.each(MODES)('is tried again once by itself (%s)', (mode) => {
    const yard = failing({ result: 'FAIL', rules: [], retryMode: 'ALL_ACTIONS' }, mode);
    expect(yard.status('x')).toBe('InProgress');
    expect(yard.of('x')?.run).toMatchObject({ autoRetries: 1, latestRetry: 'AutomatedStageRetry' });
    yard.end('B0', 'Failed', 'x');
    expect(yard.status('x')).toBe('Failed');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'B0']);
  });

  it('is rolled back', () => {
    const yard = failing({ result: 'ROLLBACK', rules: [] });
    expect(yard.status('x')).toBe('Failed');
    expect(yard.log.filter(({ type }) => type === 'create-rollback').length).toBe(1);
  });

  it('is rolled back only when every rule says so', () => {
    for (const says of ['Succeeded', 'Failed'] as const) {
      const yard = failing({ result: 'ROLLBACK', rules: ['r'] });
      expect(yard.status('x')).toBe('InProgress');
      yard.rule('r', says);
      expect(yard.status('x')).toBe('Failed');
      expect(yard.log.some(({ type }) => type === 'create-rollback')).toBe(says === 'Succeeded');
    }
  });

  it('is passed over', () => {
    const yard = failing({ result: 'SKIP', rules: [] });
    expect(yard.stageStatus('B')).toBe('Skipped');
    expect(yard.started('x')).toEqual(['S0', 'B0', 'D0']);
  });
});

describe('a rollback', () => {
  it('runs one stage with its own execution, also behind a disabled transition, and supersedes nobody', () => {
    const yard = drive(define('SUPERSEDED', stage('S', 1), stage('B', 1), stage('D', 1)));
    yard.start('w');
    for (const name of ['S0', 'B0', 'D0']) yard.end(name);
    yard.start('x');
    yard.end('S0');
    yard.end('B0', 'Failed');
    yard.start('y');
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: false } });
    yard.send({ type: 'rollback', executionId: 'z', stage: 'B', target: 'w' });
    yard.end('S0');
    yard.end('B0', 'Succeeded', 'z');
    expect(yard.status('z')).toBe('Succeeded');
    expect(yard.started('z')).toEqual(['B0']);
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: true } });
    expect(yard.started('y')).toEqual(['S0', 'B0']);
    yard.send({ type: 'rollback', executionId: 'v', stage: 'B', target: 'w' });
    expect(yard.status('v')).toBeUndefined();
  });
});

const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}${index}`);
const conditions = <Result extends string>(kind: string, ...results: Result[]) =>
  fc.option(
    fc.record({
      result: fc.constantFrom(...results),
      rules: fc.integer({ min: 0, max: 2 }).map((n) => names(kind, n)),
    }),
    { nil: undefined, freq: 2 },
  );
const stages = fc.record({
  orders: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  beforeEntry: conditions('in', 'FAIL' as const, 'SKIP' as const),
  onSuccess: conditions('ok', 'FAIL' as const, 'ROLLBACK' as const),
  onFailure: fc
    .tuple(conditions('no', 'FAIL' as const, 'ROLLBACK' as const, 'SKIP' as const), fc.boolean())
    .map(([condition, retry]) => condition && { ...condition, ...(retry ? { retryMode: 'FAILED_ACTIONS' } : {}) }),
});
const definitions = (version: number): fc.Arbitrary<EngineDefinition> =>
  fc
    .record({ mode: fc.constantFrom(...MODES), list: fc.array(stages, { minLength: 2, maxLength: 4 }) })
    .map(({ mode, list }) => ({
      version,
      mode,
      stages: list.map(({ orders, ...rest }, index) => ({
        ...stage(`T${index}`, ...orders),
        ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value)) as Partial<EngineStage>),
      })),
    }));

const moves = fc.array(fc.record({ kind: fc.integer({ min: 0, max: 14 }), pick: fc.nat(), flag: fc.boolean() }), {
  maxLength: 80,
});
type Move = { kind: number; pick: number; flag: boolean };

interface Running {
  id: string;
  isRule: boolean;
}

function runningIn(state: PipelineState): Running[] {
  return Object.values(state.executions).flatMap(({ run }) => [
    ...Object.values(run?.actions ?? {}).flatMap(({ id, status }) =>
      status === 'InProgress' ? [{ id, isRule: false }] : [],
    ),
    ...Object.values(run?.conditions ?? {}).flatMap(({ rules }) =>
      Object.values(rules).flatMap(({ id, status }) => (status === 'InProgress' ? [{ id, isRule: true }] : [])),
    ),
  ]);
}

const endOf = ({ id, isRule }: Running, status: 'Succeeded' | 'Failed'): EngineEvent =>
  isRule
    ? { type: 'rule-ended', ruleExecutionId: id, status }
    : { type: 'action-ended', actionExecutionId: id, status };

/** The event a random move stands for in this state. */
function eventOf(
  yard: ReturnType<typeof drive>,
  { kind, pick, flag }: Move,
  { starts, other }: { starts: number; other: EngineDefinition },
): EngineEvent | undefined {
  const state = yard.state();
  const executions = [...Object.values(state.executions), ...yard.forgotten.values()];
  const chosen = executions[pick % Math.max(executions.length, 1)];
  const where = state.stages[pick % state.stages.length];
  const kept = chosen && yard.forgotten.get(chosen.id);
  const place = chosen && {
    executionId: chosen.id,
    stage: chosen.stage,
    ...(kept ? { forgotten: kept } : {}),
  };
  if (kind === 0) return { type: 'start', executionId: `e${starts}` };
  if (kind === 1 && chosen) return { type: 'stop', executionId: chosen.id, abandon: flag };
  if (kind === 2 && where) return { type: 'transition', stage: where.name, transition: { enabled: flag } };
  if (kind === 3 && place) return { type: 'retry', ...place, mode: flag ? 'ALL_ACTIONS' : 'FAILED_ACTIONS' };
  if (kind === 4 && place) return { type: 'override', ...place, condition: flag ? 'beforeEntry' : 'onSuccess' };
  if (kind === 5 && where?.succeeded && flag)
    return { type: 'rollback', executionId: `r${starts}`, stage: where.name, target: where.succeeded.executionId };
  if (kind === 6 && pick % 5 === 0) return { type: 'update', definition: other };
  const running = runningIn(state);
  const one = running[pick % Math.max(running.length, 1)];
  return one && endOf(one, kind < 10 ? 'Failed' : 'Succeeded');
}

describe('whatever happens in whatever order', () => {
  it('nothing starts twice or after its end, one execution holds a stage, queues keep their order, and all come to an end', () => {
    const property = fc.property(definitions(1), definitions(2), moves, (definition, other, list) => {
      const yard = drive(definition);
      let starts = 0;
      let updated = false;
      const check = (event: EngineEvent, before: PipelineState) => {
        const state = yard.state();
        const effects = yard.send(event);
        expect(before).toEqual(state);
        for (const effect of effects) {
          if (effect.type !== 'start-action' && effect.type !== 'start-rule') continue;
          const was = before.executions[effect.executionId];
          if (!['retry', 'override'].includes(event.type)) {
            expect(['InProgress', undefined]).toContain(was?.status);
            expect(was?.stop).toBeUndefined();
          }
        }
        for (const { name, lock, inbound } of yard.state().stages) {
          const inside = Object.values(yard.state().executions).filter((execution) => {
            const mode = execution.version === 2 ? other.mode : definition.mode;
            return mode !== 'PARALLEL' && execution.stage === name && isRunning(execution);
          });
          expect(inside.every(({ id }) => id === lock)).toBe(true);
          const numbers = inbound.map((id) => yard.state().executions[id]?.number ?? 0);
          expect(new Set(inbound).size).toBe(inbound.length);
          expect(numbers.every((number) => number > 0)).toBe(true);
        }
      };
      for (const move of list) {
        const event = eventOf(yard, move, { starts, other });
        if (!event || (event.type === 'update' && updated)) continue;
        if (event.type === 'start' || event.type === 'rollback') starts++;
        updated ||= event.type === 'update';
        check(event, yard.state());
      }
      for (const { name } of yard.state().stages)
        check({ type: 'transition', stage: name, transition: { enabled: true } }, yard.state());
      for (let guard = 0; guard < 2_000; guard++) {
        const [one] = runningIn(yard.state());
        if (!one) break;
        check(endOf(one, 'Succeeded'), yard.state());
      }
      const ids = yard.log.flatMap((effect) =>
        effect.type === 'start-action'
          ? [effect.actionExecutionId]
          : effect.type === 'start-rule'
            ? [effect.ruleExecutionId]
            : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
      for (const { id, status } of Object.values(yard.state().executions))
        expect(`${id} ${status}`).toMatch(/ (Succeeded|Failed|Stopped|Superseded|Cancelled)$/);
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('QUEUED executions leave a pipeline in the order they came', () => {
    const property = fc.property(fc.array(fc.nat(), { maxLength: 120 }), (picks) => {
      const yard = drive(define('QUEUED', stage('S', 1, 1), stage('B', 1, 2), stage('D', 1)));
      for (let index = 0; index < 6; index++) yard.start(`e${index}`);
      for (const pick of [...picks, ...Array(100).fill(0)]) {
        const running = runningIn(yard.state());
        const one = running[pick % Math.max(running.length, 1)];
        if (one) yard.send(endOf(one, 'Succeeded'));
      }
      const done = yard.log.flatMap((effect) =>
        effect.type === 'execution' && effect.status === 'Succeeded' ? [effect.executionId] : [],
      );
      expect(done).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5']);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

function isRunning({ run }: ExecutionState): boolean {
  const all = [run?.actions, ...Object.values(run?.conditions ?? {}).map(({ rules }) => rules)];
  return all.some((of) => Object.values(of ?? {}).some(({ status }) => status === 'InProgress'));
}
