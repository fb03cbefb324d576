import { expect } from 'vitest';
import type { Effect, EngineEvent } from '../engine-event.ts';
import {
  type EngineDefinition,
  type EngineStage,
  type ExecutionMode,
  type ExecutionState,
  emptyState,
  type PipelineState,
} from '../engine-state.ts';
import { next } from '../next.ts';

export const stage = (name: string, ...orders: number[]): EngineStage => ({
  name,
  actions: orders.map((runOrder, index) => ({ name: `${name}${index}`, runOrder })),
});
export const define = (mode: ExecutionMode, ...stages: EngineStage[]): EngineDefinition => ({
  version: 1,
  mode,
  stages,
});
export const TWO = define('SUPERSEDED', stage('S', 1), stage('B', 1, 1, 2));
export const MODES: ExecutionMode[] = ['SUPERSEDED', 'QUEUED', 'PARALLEL'];

/** A pipeline that is driven by hand, as the shell drives it. */
export function drive(definition = TWO) {
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
