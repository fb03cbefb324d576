import type {
  ActionState,
  ActionStatus,
  EngineDefinition,
  EngineStage,
  ExecutionState,
  ExecutionStatus,
  PipelineState,
  StageState,
  StageStatus,
  Transition,
} from './engine-state.ts';
import { newStage } from './engine-state.ts';

export type EngineEvent =
  | { readonly type: 'start'; readonly executionId: string }
  | {
      readonly type: 'action-ended';
      readonly actionExecutionId: string;
      readonly status: Exclude<ActionStatus, 'InProgress'>;
    }
  | { readonly type: 'stop'; readonly executionId: string; readonly abandon: boolean }
  | {
      readonly type: 'retry';
      readonly executionId: string;
      readonly stage: string;
      readonly mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
    }
  | { readonly type: 'transition'; readonly stage: string; readonly transition: Transition }
  | { readonly type: 'update'; readonly definition: EngineDefinition };

/** What the shell has to do, in order. Changes are told as AWS's events tell them. */
export type Effect =
  | {
      readonly type: 'start-action';
      readonly executionId: string;
      readonly stage: string;
      readonly action: string;
      readonly actionExecutionId: string;
    }
  | { readonly type: 'abandon-action'; readonly actionExecutionId: string }
  | {
      readonly type: 'execution';
      readonly executionId: string;
      readonly status: ExecutionStatus;
      readonly resumed?: true;
    }
  | {
      readonly type: 'stage';
      readonly executionId: string;
      readonly stage: string;
      readonly status: StageStatus;
      readonly resumed?: true;
    };

export interface EngineContext {
  readonly definition: EngineDefinition;
  /** Ids for the actions that start. */
  readonly newId: () => string;
}

export interface Step {
  readonly state: PipelineState;
  readonly effects: readonly Effect[];
}

/** Whatever may happen next to a pipeline, decided from plain data alone. An event that no longer applies changes nothing. */
export function next(state: PipelineState, event: EngineEvent, context: EngineContext): Step {
  const run = createRun(state, context);
  switch (event.type) {
    case 'start':
      run.start(event.executionId);
      break;
    case 'action-ended':
      run.actionEnded(event.actionExecutionId, event.status);
      break;
    case 'stop':
      run.stop(event.executionId, event.abandon);
      break;
    case 'retry':
      run.retry(event);
      break;
    case 'transition':
      run.setTransition(event.stage, event.transition);
      break;
    case 'update':
      run.update(event.definition);
      break;
  }
  return run.result();
}

const HAS_ENDED: readonly ExecutionStatus[] = ['Stopped', 'Succeeded', 'Superseded', 'Failed', 'Cancelled'];

function createRun(before: PipelineState, context: EngineContext) {
  let { definition } = context;
  let stages = [...before.stages];
  const executions: Record<string, ExecutionState> = { ...before.executions };
  let { starts } = before;
  const effects: Effect[] = [];

  const stageAt = (index: number): StageState => stages[index] ?? newStage('');
  const definedAt = (index: number): EngineStage => definition.stages[index] ?? { name: '', actions: [] };

  function setStage(index: number, change: Partial<StageState>, without: readonly (keyof StageState)[] = []): void {
    const changed: Record<string, unknown> = { ...stageAt(index), ...change };
    for (const key of without) delete changed[key];
    stages[index] = changed as unknown as StageState;
  }

  function setExecution(id: string, change: Partial<ExecutionState>): void {
    const execution = executions[id];
    if (!execution) return;
    executions[id] = { ...execution, ...change };
    if (change.status && change.status !== execution.status) {
      const resumed = change.status === 'InProgress' ? { resumed: true as const } : {};
      effects.push({ type: 'execution', executionId: id, status: change.status, ...resumed });
    }
  }

  function setStageStatus(index: number, executionId: string, status: StageStatus, resumed?: true): void {
    setStage(index, { latest: { executionId, status } });
    effects.push({ type: 'stage', executionId, stage: stageAt(index).name, status, ...(resumed ? { resumed } : {}) });
  }

  const actionsOf = (index: number, executionId: string): [string, ActionState][] =>
    Object.entries(stageAt(index).actions).filter(([, action]) => action.executionId === executionId);
  const running = (index: number, executionId: string) =>
    actionsOf(index, executionId).filter(([, action]) => action.status === 'InProgress');

  /** SUPERSEDED: an older execution that waits at the place gives way; one that comes behind a newer one does too. */
  function arrive(id: string, index: number): void {
    const execution = executions[id];
    if (!execution) return;
    setExecution(id, { stage: index });
    const { waiting, lock, latest } = stageAt(index);
    const ahead = [waiting, lock, latest?.executionId].flatMap((other) =>
      other && other !== id ? (executions[other] ?? []) : [],
    );
    if (ahead.some((other) => other.number > execution.number)) return setExecution(id, { status: 'Superseded' });
    if (waiting && waiting !== id) setExecution(waiting, { status: 'Superseded' });
    setStage(index, { waiting: id });
    enter(index);
  }

  /** Lets the waiting execution in when the stage is free and open. */
  function enter(index: number): void {
    const { waiting, lock, transition } = stageAt(index);
    if (!waiting || lock || !transition.enabled) return;
    setStage(index, { lock: waiting }, ['waiting']);
    setStageStatus(index, waiting, 'InProgress');
    startGroup(
      index,
      waiting,
      definedAt(index).actions.map(({ name }) => name),
    );
  }

  /** Starts the first group of `names` by run order. */
  function startGroup(index: number, executionId: string, names: readonly string[]): void {
    const actions = definedAt(index).actions.filter(({ name }) => names.includes(name));
    const first = Math.min(...actions.map(({ runOrder }) => runOrder));
    for (const { name } of actions.filter(({ runOrder }) => runOrder === first)) {
      const actionExecutionId = context.newId();
      const started: ActionState = { executionId, actionExecutionId, status: 'InProgress' };
      setStage(index, { actions: { ...stageAt(index).actions, [name]: started } });
      effects.push({ type: 'start-action', executionId, stage: stageAt(index).name, action: name, actionExecutionId });
    }
  }

  function findAction(actionExecutionId: string): { index: number; name: string; action: ActionState } | undefined {
    for (const [index, stage] of stages.entries()) {
      const found = Object.entries(stage.actions).find(([, action]) => action.actionExecutionId === actionExecutionId);
      if (found) return { index, name: found[0], action: found[1] };
    }
    return undefined;
  }

  function actionEnded(actionExecutionId: string, status: ActionStatus): void {
    const found = findAction(actionExecutionId);
    if (found?.action.status !== 'InProgress') return;
    const { index, name, action } = found;
    setStage(index, { actions: { ...stageAt(index).actions, [name]: { ...action, status } } });
    settle(index, action.executionId);
  }

  /** What follows from the actions of an execution in its stage, as they are now. */
  function settle(index: number, id: string): void {
    const execution = executions[id];
    if (!execution || stageAt(index).lock !== id) return;
    const failed = actionsOf(index, id).some(([, action]) => action.status === 'Failed');
    const busy = running(index, id).length > 0;
    const { latest } = stageAt(index);
    if (failed && latest?.status === 'InProgress' && !execution.stop) {
      setStageStatus(index, id, 'Failed');
      setExecution(id, { status: 'Failed' });
    }
    if (busy) return;
    if (execution.stop) return leave(index, id, 'Stopped', 'Stopped');
    if (execution.outdated && !failed) return leave(index, id, 'Cancelled', 'Cancelled');
    if (failed) return unlock(index);
    const left = definedAt(index).actions.filter((action) => !hasSucceeded(index, id, action.name));
    if (left.length > 0)
      return startGroup(
        index,
        id,
        left.map(({ name }) => name),
      );
    setStageStatus(index, id, 'Succeeded');
    unlock(index);
    if (index + 1 < definition.stages.length) arrive(id, index + 1);
    else setExecution(id, { status: 'Succeeded' });
  }

  const hasSucceeded = (index: number, id: string, name: string) => {
    const action = stageAt(index).actions[name];
    return action?.executionId === id && action.status === 'Succeeded';
  };

  function leave(index: number, id: string, stage: StageStatus, status: ExecutionStatus): void {
    setStageStatus(index, id, stage);
    setExecution(id, { status });
    unlock(index);
  }

  function unlock(index: number): void {
    setStage(index, {}, ['lock']);
    enter(index);
  }

  function forgetWaiting(id: string): void {
    for (const [index, stage] of stages.entries()) if (stage.waiting === id) setStage(index, {}, ['waiting']);
  }

  function stop(id: string, abandon: boolean): void {
    const execution = executions[id];
    if (!execution || HAS_ENDED.includes(execution.status)) return;
    const index = execution.stage;
    setExecution(id, { stop: abandon ? 'abandon' : 'wait', status: 'Stopping' });
    if (stageAt(index).lock !== id) {
      forgetWaiting(id);
      return setExecution(id, { status: 'Stopped' });
    }
    setStageStatus(index, id, 'Stopping');
    if (abandon) abandonRunning(index, id);
    settle(index, id);
  }

  function abandonRunning(index: number, id: string): void {
    for (const [name, action] of running(index, id)) {
      setStage(index, { actions: { ...stageAt(index).actions, [name]: { ...action, status: 'Abandoned' } } });
      effects.push({ type: 'abandon-action', actionExecutionId: action.actionExecutionId });
    }
  }

  function retry({ executionId: id, stage, mode }: Extract<EngineEvent, { type: 'retry' }>): void {
    const index = stages.findIndex(({ name }) => name === stage);
    const execution = executions[id];
    const { latest } = stageAt(index);
    if (!execution || latest?.executionId !== id || !['Failed', 'Stopped'].includes(latest.status)) return;
    const { stop: _, ...rest } = execution;
    executions[id] = { ...rest, attempt: execution.attempt + 1, stage: index };
    setExecution(id, { status: 'InProgress' });
    setStage(index, { lock: id });
    setStageStatus(index, id, 'InProgress', true);
    const again = definedAt(index).actions.filter(
      ({ name }) => mode === 'ALL_ACTIONS' || !hasSucceeded(index, id, name),
    );
    const busy = running(index, id).map(([name]) => name);
    const wanted = again.filter(({ name }) => !busy.includes(name));
    if (mode === 'ALL_ACTIONS') forgetActions(index, id);
    startGroup(
      index,
      id,
      wanted.map(({ name }) => name),
    );
  }

  /** All actions run again: none counts as done any more. */
  function forgetActions(index: number, id: string): void {
    const kept = Object.entries(stageAt(index).actions).filter(([, action]) => action.executionId !== id);
    setStage(index, { actions: Object.fromEntries(kept) });
  }

  /** Who waits is cancelled at once, who runs once its running actions have ended; a transition keeps its state by its stage's name. */
  function update(changed: EngineDefinition): void {
    for (const stage of before.stages) {
      if (!stage.waiting) continue;
      forgetWaiting(stage.waiting);
      setExecution(stage.waiting, { status: 'Cancelled' });
    }
    for (const [index, stage] of stages.entries()) {
      if (!stage.lock) continue;
      if (!changed.stages.some(({ name }) => name === stage.name)) abandonRunning(index, stage.lock);
      cancelRunning(index, stage.lock);
    }
    definition = changed;
    stages = changed.stages.map(({ name }) => stages.find((stage) => stage.name === name) ?? newStage(name));
  }

  function cancelRunning(index: number, id: string): void {
    setExecution(id, { outdated: true });
    if (running(index, id).length === 0) leave(index, id, 'Cancelled', 'Cancelled');
  }

  return {
    start(id: string) {
      if (executions[id]) return;
      starts += 1;
      executions[id] = { id, number: starts, version: definition.version, status: 'InProgress', stage: 0, attempt: 0 };
      effects.push({ type: 'execution', executionId: id, status: 'InProgress' });
      arrive(id, 0);
    },
    actionEnded,
    stop,
    retry,
    setTransition(name: string, transition: Transition) {
      const index = stages.findIndex((stage) => stage.name === name);
      if (index < 0) return;
      setStage(index, { transition });
      enter(index);
    },
    update,
    result: (): Step => ({ state: { stages, executions: withoutForgotten(executions, stages), starts }, effects }),
  };
}

/** Executions that have ended and that no stage remembers can never change again. */
function withoutForgotten(executions: Record<string, ExecutionState>, stages: readonly StageState[]) {
  const remembered = new Set(stages.flatMap(({ lock, waiting, latest }) => [lock, waiting, latest?.executionId]));
  return Object.fromEntries(
    Object.entries(executions).filter(([id, { status }]) => remembered.has(id) || !HAS_ENDED.includes(status)),
  );
}
