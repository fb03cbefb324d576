import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine-event.ts';
import type { EngineDefinition, EngineStage, ExecutionState, PipelineState } from './engine-state.ts';
import { define, drive, MODES, stage } from './testing/drive.ts';

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
