import type { Effect, EngineContext, Step } from './engine-event.ts';
import {
  type ActionRun,
  type EngineDefinition,
  type EngineStage,
  type ExecutionState,
  type ExecutionStatus,
  hasEnded,
  type LatestRun,
  newStage,
  type PipelineState,
  type StageRun,
  type StageState,
  type StageStatus,
} from './engine-state.ts';

/** The next state while it is being worked out, and what follows from it so far. */
export interface Draft {
  readonly now: number;
  readonly newId: () => string;
  readonly effects: Effect[];
  stages: StageState[];
  executions: Record<string, ExecutionState>;
  starts: number;
  /** Of the current version. */
  definition: EngineDefinition;
  readonly definitions: readonly EngineDefinition[];
}

export function openDraft(before: PipelineState, { definitions, current, now, newId }: EngineContext): Draft {
  const definition = definitions.find(({ version }) => version === current);
  if (!definition) throw new Error(`the definition of version ${current} is missing`);
  const { stages, executions, starts } = before;
  return {
    now,
    newId,
    effects: [],
    stages: [...stages],
    executions: { ...executions },
    starts,
    definition,
    definitions,
  };
}

/** Executions that have come to rest and that no stage remembers cannot change any more by themselves: they are let go. */
export function closeDraft({ stages: before, executions, starts, effects }: Draft): Step {
  const stages = before.map((stage) => withLatestRun(stage, executions));
  const remembered = new Set(stages.flatMap(({ lock, inbound, latest }) => [lock, ...inbound, latest?.executionId]));
  const kept: Record<string, ExecutionState> = {};
  for (const execution of Object.values(executions)) {
    if (remembered.has(execution.id) || !hasEnded(execution) || isRunning(execution)) kept[execution.id] = execution;
    else effects.push({ type: 'forget', execution });
  }
  return { state: { stages, executions: kept, starts }, effects };
}

/** What is shown of a stage's last run stays when its execution goes on. */
function withLatestRun(stage: StageState, executions: Readonly<Record<string, ExecutionState>>): StageState {
  const run = executions[stage.latest?.executionId ?? '']?.run;
  if (!stage.latest || run?.stage !== stage.name) return stage;
  return { ...stage, latest: latestRun(stage.latest.executionId, run) };
}

function latestRun(executionId: string, run: StageRun): LatestRun {
  const { status, conditions, autoRetries, manualRetries, latestRetry } = run;
  const retries = latestRetry ? { autoRetries, manualRetries, latestRetry } : {};
  return { executionId, status, ...retries, ...(Object.keys(conditions).length > 0 ? { conditions } : {}) };
}

export function definitionOf(draft: Draft, { version }: ExecutionState): EngineDefinition {
  const found = draft.definitions.find((definition) => definition.version === version) ?? draft.definition;
  return version === draft.definition.version ? draft.definition : found;
}

export const isParallel = (draft: Draft, execution: ExecutionState) =>
  definitionOf(draft, execution).mode === 'PARALLEL';

export function definedStage(draft: Draft, execution: ExecutionState): EngineStage {
  const stage = definitionOf(draft, execution).stages.find(({ name }) => name === execution.stage);
  return stage ?? { name: execution.stage, actions: [] };
}

export const stageOf = (draft: Draft, name: string): StageState =>
  draft.stages.find((stage) => stage.name === name) ?? newStage(name);

export function setStage(draft: Draft, name: string, change: Partial<StageState>): void {
  draft.stages = draft.stages.map((stage) => (stage.name === name ? { ...stage, ...change } : stage));
}

export function freeLock(draft: Draft, name: string): void {
  draft.stages = draft.stages.map((stage) => {
    const { lock: _, ...rest } = stage;
    return stage.name === name ? rest : stage;
  });
}

/** Changes what is known of an execution; a new status is told. */
export function setExecution(draft: Draft, id: string, change: Partial<ExecutionState>): void {
  const execution = draft.executions[id];
  if (!execution) return;
  draft.executions[id] = { ...execution, ...change };
  if (change.status && change.status !== execution.status) tellExecution(draft, id, change.status);
}

function tellExecution(draft: Draft, executionId: string, status: ExecutionStatus): void {
  const resumed = status === 'InProgress' ? { resumed: true as const } : {};
  draft.effects.push({ type: 'execution', executionId, status, ...resumed });
}

export function setRun(draft: Draft, id: string, change: Partial<StageRun>): void {
  const run = draft.executions[id]?.run;
  if (run) setExecution(draft, id, { run: { ...run, ...change } });
}

/** The stage's status in this execution; told, and shown as the stage's latest unless executions run in parallel. */
export function setStageStatus(draft: Draft, id: string, status: StageStatus, resumed?: true): void {
  const execution = draft.executions[id];
  if (!execution) return;
  setRun(draft, id, { status });
  const run = draft.executions[id]?.run;
  if (run && !isParallel(draft, execution)) setStage(draft, execution.stage, { latest: latestRun(id, run) });
  draft.effects.push({
    type: 'stage',
    executionId: id,
    stage: execution.stage,
    status,
    ...(resumed ? { resumed } : {}),
  });
}

export const runsOf = (of: Readonly<Record<string, ActionRun>> | undefined): [string, ActionRun][] =>
  Object.entries(of ?? {});

export const isBusy = (of: Readonly<Record<string, ActionRun>> | undefined) =>
  runsOf(of).some(([, { status }]) => status === 'InProgress');

export const hasFailed = (of: Readonly<Record<string, ActionRun>> | undefined) =>
  runsOf(of).some(([, { status }]) => status === 'Failed');

/** Whether any action or rule of it runs, be it failed already or not. */
export function isRunning({ run }: ExecutionState): boolean {
  return isBusy(run?.actions) || Object.values(run?.conditions ?? {}).some(({ rules }) => isBusy(rules));
}
