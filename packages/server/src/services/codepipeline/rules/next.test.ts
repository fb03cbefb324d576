import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EngineDefinition, emptyState, type PipelineState } from './engine-state.ts';
import { type Effect, type EngineEvent, next } from './next.ts';

const stage = (name: string, ...orders: number[]) => ({
  name,
  actions: orders.map((runOrder, index) => ({ name: `${name}${index}`, runOrder })),
});
const TWO: EngineDefinition = { version: 1, stages: [stage('S', 1), stage('B', 1, 1, 2)] };

/** A pipeline that is driven by hand. */
function drive(definition = TWO) {
  let state = emptyState(definition);
  let current = definition;
  let ids = 0;
  const log: Effect[] = [];
  const send = (event: EngineEvent) => {
    const step = next(state, event, { definition: current, newId: () => `a${++ids}` });
    if (event.type === 'update') current = event.definition;
    state = step.state;
    log.push(...step.effects);
    return step.effects;
  };
  const actionId = (name: string) => {
    for (const { actions } of state.stages) if (actions[name]) return actions[name].actionExecutionId;
    throw new Error(`${name} never started`);
  };
  return {
    send,
    log,
    state: () => state,
    start: (executionId: string) => send({ type: 'start', executionId }),
    end: (name: string, status: 'Succeeded' | 'Failed' = 'Succeeded') =>
      send({ type: 'action-ended', actionExecutionId: actionId(name), status }),
    status: (id: string) =>
      log.filter((effect) => effect.type === 'execution' && effect.executionId === id).at(-1)?.type && last(log, id),
    started: () => log.flatMap((effect) => (effect.type === 'start-action' ? [effect.action] : [])),
  };
}

function last(log: readonly Effect[], id: string): string | undefined {
  const changes = log.flatMap((effect) =>
    effect.type === 'execution' && effect.executionId === id ? [effect.status] : [],
  );
  return changes.at(-1);
}

describe('a pipeline', () => {
  it('runs its stages in order and the actions of a stage by run order', () => {
    const yard = drive();
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

  it('supersedes what waits when something newer comes', () => {
    const yard = drive();
    for (const id of ['x', 'y', 'z']) yard.start(id);
    expect(yard.status('y')).toBe('Superseded');
    yard.end('S0');
    expect(yard.state().stages[0]?.lock).toBe('z');
  });

  it('waits at a disabled transition and goes on when it is enabled', () => {
    const yard = drive();
    yard.send({ type: 'transition', stage: 'B', transition: { enabled: false, reason: 'no' } });
    yard.start('x');
    yard.end('S0');
    expect(yard.state().stages[1]?.waiting).toBe('x');
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
    expect(yard.state().stages[0]?.waiting).toBeUndefined();
  });

  it('retries the failed actions, or all of them, under the same id', () => {
    for (const mode of ['FAILED_ACTIONS', 'ALL_ACTIONS'] as const) {
      const yard = drive();
      yard.start('x');
      yard.end('S0');
      yard.end('B0', 'Failed');
      yard.end('B1');
      const effects = yard.send({ type: 'retry', executionId: 'x', stage: 'B', mode });
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
    const id = yard.state().stages[0]?.actions.S0?.actionExecutionId ?? '';
    yard.end('S0');
    const before = yard.state();
    yard.send({ type: 'action-ended', actionExecutionId: id, status: 'Failed' });
    yard.send({ type: 'stop', executionId: 'unknown', abandon: true });
    expect(yard.state()).toEqual(before);
  });
});

const definitions: fc.Arbitrary<EngineDefinition> = fc
  .array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 })
  .map((stages) => ({ version: 1, stages: stages.map((orders, index) => stage(`T${index}`, ...orders)) }));

type Move = { kind: number; pick: number; flag: boolean };
const moves = fc.array(fc.record({ kind: fc.integer({ min: 0, max: 11 }), pick: fc.nat(), flag: fc.boolean() }), {
  maxLength: 80,
});

/** The event a random move stands for in this state. */
function eventOf(state: PipelineState, { kind, pick, flag }: Move, starts: number): EngineEvent | undefined {
  const running = state.stages.flatMap(({ actions }) =>
    Object.values(actions).filter(({ status }) => status === 'InProgress'),
  );
  const executions = Object.values(state.executions);
  const chosen = executions[pick % Math.max(executions.length, 1)];
  const where = state.stages[pick % state.stages.length];
  if (kind === 0) return { type: 'start', executionId: `e${starts}` };
  if (kind === 1 && chosen) return { type: 'stop', executionId: chosen.id, abandon: flag };
  if (kind === 2 && where) return { type: 'transition', stage: where.name, transition: { enabled: flag } };
  if (kind === 3 && where?.latest) {
    return {
      type: 'retry',
      executionId: where.latest.executionId,
      stage: where.name,
      mode: flag ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
    };
  }
  const action = running[pick % Math.max(running.length, 1)];
  if (!action) return undefined;
  return {
    type: 'action-ended',
    actionExecutionId: action.actionExecutionId,
    status: kind === 4 ? 'Failed' : 'Succeeded',
  };
}

describe('whatever happens in whatever order', () => {
  it('no action starts twice, one execution holds a stage, nothing starts once stopped, and all come to an end', () => {
    const property = fc.property(definitions, moves, (definition, list) => {
      const yard = drive(definition);
      let starts = 0;
      for (const move of list) {
        const event = eventOf(yard.state(), move, starts);
        if (!event) continue;
        if (event.type === 'start') starts++;
        const before = yard.state();
        const effects = yard.send(event);
        for (const effect of effects) {
          if (effect.type !== 'start-action') continue;
          expect(yard.state().stages.find(({ name }) => name === effect.stage)?.lock).toBe(effect.executionId);
          expect(before.executions[effect.executionId]?.status ?? 'InProgress').not.toBe(
            event.type === 'retry' ? '' : 'Stopped',
          );
        }
        for (const { lock, actions } of yard.state().stages) {
          const owners = Object.values(actions).filter(({ status }) => status === 'InProgress');
          expect(owners.every(({ executionId }) => executionId === lock)).toBe(true);
        }
      }
      for (const { name } of definition.stages)
        yard.send({ type: 'transition', stage: name, transition: { enabled: true } });
      for (let guard = 0; guard < 500; guard++) {
        const event = eventOf(yard.state(), { kind: 5, pick: 0, flag: true }, starts);
        if (!event) break;
        yard.send(event);
      }
      const ids = yard.log.flatMap((effect) => (effect.type === 'start-action' ? [effect.actionExecutionId] : []));
      expect(new Set(ids).size).toBe(ids.length);
      for (let number = 0; number < starts; number++) {
        expect(['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled']).toContain(yard.status(`e${number}`));
      }
    });
    fc.assert(property, { numRuns: 400 });
  });
});
