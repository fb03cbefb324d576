import { UNPROVEN } from '../unproven.ts';
import {
  closeDraft,
  type Draft,
  isParallel,
  isRunning,
  openDraft,
  runsOf,
  setExecution,
  setRun,
  setStage,
  setStageStatus,
  stageOf,
} from './draft.ts';
import type { EngineContext, EngineEvent, Step } from './engine-event.ts';
import { type EngineDefinition, type ExecutionState, hasEnded, newStage, type PipelineState } from './engine-state.ts';
import {
  abandonRules,
  abandonRunning,
  afterCondition,
  again,
  arrive,
  create,
  enter,
  leave,
  setCondition,
  settle,
  startRollback,
  takeLock,
} from './flow.ts';

type EventOf<Type> = Extract<EngineEvent, { type: Type }>;

/** Whatever may happen next to a pipeline, decided from plain data alone. An event that no longer applies changes nothing. */
export function next(state: PipelineState, event: EngineEvent, context: EngineContext): Step {
  const draft = openDraft(state, context);
  switch (event.type) {
    case 'start':
      start(draft, event.executionId);
      break;
    case 'rollback':
      if (!draft.executions[event.executionId] && stageOf(draft, event.stage).lock === undefined)
        startRollback(draft, event);
      break;
    case 'action-ended':
      actionEnded(draft, event);
      break;
    case 'rule-ended':
      ruleEnded(draft, event);
      break;
    case 'stop':
      stop(draft, event);
      break;
    case 'retry':
      retry(draft, event);
      break;
    case 'override':
      override(draft, event);
      break;
    case 'transition':
      setStage(draft, event.stage, { transition: event.transition });
      enter(draft, event.stage);
      break;
    case 'update':
      update(draft, event.definition);
      break;
  }
  return closeDraft(draft);
}

function start(draft: Draft, id: string): void {
  const stage = draft.definition.stages[0]?.name;
  if (draft.executions[id] || stage === undefined) return;
  create(draft, id, { stage });
  arrive(draft, id, stage);
}

function actionEnded(draft: Draft, { actionExecutionId, status }: EventOf<'action-ended'>): void {
  for (const { id, run } of Object.values(draft.executions)) {
    const found = runsOf(run?.actions).find(([, action]) => action.id === actionExecutionId);
    if (!run || found?.[1].status !== 'InProgress') continue;
    setRun(draft, id, { actions: { ...run.actions, [found[0]]: { id: actionExecutionId, status } } });
    return settle(draft, id);
  }
}

function ruleEnded(draft: Draft, { ruleExecutionId, status, errored }: EventOf<'rule-ended'>): void {
  for (const { id, run } of Object.values(draft.executions)) {
    if (!run || run.phase === 'actions') continue;
    const rules = run.conditions[run.phase]?.rules;
    const found = runsOf(rules).find(([, rule]) => rule.id === ruleExecutionId);
    if (found?.[1].status !== 'InProgress') continue;
    const ended = { id: ruleExecutionId, status, ...(errored ? { errored } : {}) };
    setCondition(draft, id, run.phase, { rules: { ...rules, [found[0]]: ended } });
    return settle(draft, id);
  }
}

/** Who waits is gone at once, who runs once its actions have ended or been abandoned. */
function stop(draft: Draft, { executionId: id, abandon }: EventOf<'stop'>): void {
  const execution = draft.executions[id];
  if (!execution || hasEnded(execution)) return;
  setExecution(draft, id, { stop: abandon ? 'abandon' : 'wait', status: 'Stopping' });
  if (!isInStage(draft, execution)) {
    forgetInbound(draft, id);
    return setExecution(draft, id, { status: 'Stopped' });
  }
  setStageStatus(draft, id, 'Stopping');
  if (abandon) abandonRunning(draft, id);
  settle(draft, id);
}

function isInStage(draft: Draft, execution: ExecutionState): boolean {
  return isParallel(draft, execution) || stageOf(draft, execution.stage).lock === execution.id;
}

function forgetInbound(draft: Draft, id: string): void {
  for (const { name, inbound } of draft.stages)
    if (inbound.includes(id)) setStage(draft, name, { inbound: inbound.filter((other) => other !== id) });
}

/** The execution that an order about a stage is for, when it is still the last one there and has come to rest there. */
function atRest(draft: Draft, { executionId: id, stage, forgotten }: EventOf<'retry'> | EventOf<'override'>) {
  const execution = draft.executions[id] ?? forgotten;
  if (!execution || execution.stage !== stage || execution.run?.stage !== stage) return undefined;
  if (isParallel(draft, execution)) return execution;
  // Its stages may not be there any more.
  if (execution.version !== draft.definition.version) return undefined;
  const { latest, lock } = stageOf(draft, stage);
  return latest?.executionId === id && (lock === undefined || lock === id) ? execution : undefined;
}

function retry(draft: Draft, event: EventOf<'retry'>): void {
  const execution = atRest(draft, event);
  if (!execution?.run || !['Failed', 'Stopped'].includes(execution.run.status)) return;
  if (event.mode === 'ALL_ACTIONS' && runsOf(execution.run.actions).some(([, one]) => one.status === 'InProgress'))
    return;
  resume(draft, execution);
  setRun(draft, execution.id, {
    manualRetries: execution.run.manualRetries + 1,
    latestRetry: 'ManualStageRetry',
  });
  again(draft, execution.id, event.mode);
}

function resume(draft: Draft, execution: ExecutionState): void {
  const { stop: _, ...rest } = execution;
  draft.executions[execution.id] = rest;
  takeLock(draft, rest);
}

/** The condition no longer stands in the way. */
function override(draft: Draft, event: EventOf<'override'>): void {
  const execution = atRest(draft, event);
  const condition = execution?.run?.conditions[event.condition];
  if (!execution || !condition || event.condition === 'onFailure') return;
  const failed = ['Failed', 'Errored'].includes(condition.status) && execution.run?.status === 'Failed';
  const running = condition.status === 'InProgress' && execution.run?.status === 'InProgress';
  if (!failed && !running) return;
  if (failed) {
    resume(draft, execution);
    setExecution(draft, execution.id, { status: 'InProgress' });
    setStageStatus(draft, execution.id, 'InProgress', true);
  }
  abandonRules(draft, execution.id);
  setCondition(draft, execution.id, event.condition, { status: 'Overridden' });
  afterCondition(draft, execution.id, event.condition);
}

/**
 * Who waits is cancelled at once, who runs once its running actions have ended; executions in parallel stay on what they started
 * with. A transition keeps its state by its stage's name.
 */
function update(draft: Draft, changed: EngineDefinition): void {
  const { stages } = draft;
  const waiting = stages.flatMap(({ inbound }) => inbound);
  for (const id of waiting) {
    forgetInbound(draft, id);
    setExecution(draft, id, { status: 'Cancelled' });
  }
  for (const { name, lock } of stages) {
    const execution = lock === undefined ? undefined : draft.executions[lock];
    if (!execution) continue;
    if (!changed.stages.some((stage) => stage.name === name)) abandonRunning(draft, execution.id);
    setExecution(draft, execution.id, { outdated: true });
    if (!isRunning(draft.executions[execution.id] ?? execution)) leave(draft, execution.id, 'Cancelled', 'Cancelled');
  }
  draft.definition = changed;
  draft.stages = changed.stages.map(({ name }) => keptStage(draft, name) ?? newStage(name));
}

function keptStage(draft: Draft, name: string) {
  const stage = draft.stages.find((one) => one.name === name);
  return stage && (UNPROVEN.transitionSurvivesUpdate ? stage : { ...stage, transition: newStage(name).transition });
}
