import { UNPROVEN } from '../unproven.ts';
import {
  type Draft,
  definedStage,
  definitionOf,
  freeLock,
  hasFailed,
  isBusy,
  isParallel,
  runsOf,
  setExecution,
  setRun,
  setStage,
  setStageStatus,
  stageOf,
} from './draft.ts';
import type {
  ActionRun,
  ConditionStatus,
  ConditionType,
  EngineStage,
  ExecutionState,
  ExecutionStatus,
  RetryMode,
  StageRun,
  StageStatus,
} from './engine-state.ts';

/** How many actions of one execution run at once in PARALLEL mode. */
const MOST_PARALLEL_ACTIONS = 5;

/** An execution comes to a stage: it goes in, waits, or makes an older one that waits give way. */
export function arrive(draft: Draft, id: string, stage: string): void {
  setExecution(draft, id, { stage });
  const execution = draft.executions[id];
  if (!execution) return;
  const { mode } = definitionOf(draft, execution);
  if (mode === 'PARALLEL') return begin(draft, id);
  const { inbound, lock, latest } = stageOf(draft, stage);
  const supersedes =
    mode === 'SUPERSEDED' && (UNPROVEN.supersedesAtFirstStage || stage !== draft.definition.stages[0]?.name);
  if (supersedes) {
    const ahead = [...inbound, lock, latest?.executionId].flatMap((other) => draft.executions[other ?? ''] ?? []);
    const newer = ahead.some((other) => other.number > execution.number && !other.rollback);
    if (newer) return setExecution(draft, id, { status: 'Superseded' });
    for (const other of inbound) setExecution(draft, other, { status: 'Superseded' });
  }
  setStage(draft, stage, { inbound: supersedes ? [id] : [...inbound, id] });
  enter(draft, stage);
}

/** Lets the next execution in when the stage is free and open. */
export function enter(draft: Draft, stage: string): void {
  const { inbound, lock, transition } = stageOf(draft, stage);
  const [first, ...rest] = inbound;
  if (first === undefined || lock !== undefined || !transition.enabled) return;
  setStage(draft, stage, { inbound: rest });
  begin(draft, first);
}

const newRun = (stage: string): StageRun => ({
  stage,
  status: 'InProgress',
  phase: 'actions',
  actions: {},
  conditions: {},
  autoRetries: 0,
  manualRetries: 0,
});

/** The execution is in its stage from now on. */
export function begin(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  if (!execution) return;
  takeLock(draft, execution);
  setExecution(draft, id, { run: newRun(execution.stage) });
  setStageStatus(draft, id, 'InProgress');
  lookAt(draft, id, 'beforeEntry');
}

export function takeLock(draft: Draft, execution: ExecutionState): void {
  if (!isParallel(draft, execution)) setStage(draft, execution.stage, { lock: execution.id });
}

const conditionOf = (stage: EngineStage, type: ConditionType) => stage[type];

/** Starts the rules of a condition; without any, what comes after them. */
function lookAt(draft: Draft, id: string, type: ConditionType): void {
  const execution = draft.executions[id];
  if (!execution?.run) return;
  const names = conditionOf(definedStage(draft, execution), type)?.rules ?? [];
  if (names.length === 0) return afterCondition(draft, id, type);
  const rules: Record<string, ActionRun> = {};
  for (const rule of names) {
    const ruleExecutionId = draft.newId();
    rules[rule] = { id: ruleExecutionId, status: 'InProgress' };
    const { stage } = execution;
    draft.effects.push({ type: 'start-rule', executionId: id, stage, condition: type, rule, ruleExecutionId });
  }
  setRun(draft, id, { phase: type });
  setCondition(draft, id, type, { status: 'InProgress', rules });
}

export function setCondition(
  draft: Draft,
  id: string,
  type: ConditionType,
  change: { status?: ConditionStatus; rules?: Readonly<Record<string, ActionRun>> },
): void {
  const conditions = draft.executions[id]?.run?.conditions ?? {};
  const before = conditions[type] ?? { status: 'InProgress' as const, rules: {} };
  setRun(draft, id, { conditions: { ...conditions, [type]: { ...before, ...change, changedAt: draft.now } } });
}

/** What follows once nothing stands in the way: every rule succeeded, or there was none. */
export function afterCondition(draft: Draft, id: string, type: ConditionType): void {
  if (type === 'beforeEntry') {
    setRun(draft, id, { phase: 'actions' });
    return progress(draft, id);
  }
  if (type === 'onSuccess') return succeed(draft, id);
  const execution = draft.executions[id];
  if (execution) applyFailure(draft, id, definedStage(draft, execution).onFailure?.result);
}

/** What a condition that does not hold comes to. */
function condemn(draft: Draft, id: string, type: ConditionType): void {
  const execution = draft.executions[id];
  if (!execution) return;
  const result = conditionOf(definedStage(draft, execution), type)?.result;
  if (type === 'onFailure') return applyFailure(draft, id, undefined);
  if (type === 'beforeEntry' && result === 'SKIP') return skip(draft, id);
  applyFailure(draft, id, result === 'ROLLBACK' ? 'ROLLBACK' : undefined);
}

/** What follows from the actions or rules of an execution in its stage, as they are now. */
export function settle(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  const run = execution?.run;
  if (!execution || !run) return;
  const inCondition = run.phase !== 'actions';
  const those = run.phase === 'actions' ? run.actions : run.conditions[run.phase]?.rules;
  const failed = !inCondition && hasFailed(those);
  if (failed && run.status === 'InProgress' && !execution.stop && !isFailureDecided(draft, execution)) {
    setStageStatus(draft, id, 'Failed');
    setExecution(draft, id, { status: 'Failed' });
  }
  if (execution.stop && !isBusy(those)) return leave(draft, id, 'Stopped', 'Stopped');
  if (execution.outdated && !failed && !isBusy(those)) return leave(draft, id, 'Cancelled', 'Cancelled');
  if (run.phase !== 'actions') return isBusy(those) ? undefined : decide(draft, id, run.phase);
  if (!failed) return progress(draft, id);
  if (!isBusy(those)) fail(draft, id);
}

/** The rules of a condition have all ended. */
function decide(draft: Draft, id: string, type: ConditionType): void {
  const rules = runsOf(draft.executions[id]?.run?.conditions[type]?.rules).map(([, rule]) => rule);
  const holds = rules.every(({ status }) => status === 'Succeeded');
  setCondition(draft, id, type, {
    status: holds ? 'Succeeded' : rules.some(({ errored }) => errored) ? 'Errored' : 'Failed',
  });
  if (holds) afterCondition(draft, id, type);
  else condemn(draft, id, type);
}

/** Whether it is open if a failed action fails the stage: it may be retried, skipped, or asked about. */
function isFailureDecided(draft: Draft, execution: ExecutionState): boolean {
  const { onFailure } = definedStage(draft, execution);
  if (!onFailure) return false;
  return onFailure.rules.length > 0 || onFailure.result === 'SKIP' || mayRetry(execution, onFailure.retryMode);
}

/** AWS retries a stage by itself exactly once. */
const mayRetry = ({ run, rollback }: ExecutionState, retryMode: RetryMode | undefined): retryMode is RetryMode =>
  retryMode !== undefined && run?.autoRetries === 0 && !rollback;

/** Starts the actions of the lowest run order that is not done; when all are done, looks at what success depends on. */
function progress(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  const run = execution?.run;
  if (!execution || !run) return;
  const left = definedStage(draft, execution).actions.filter(({ name }) => run.actions[name]?.status !== 'Succeeded');
  if (left.length === 0) return lookAt(draft, id, 'onSuccess');
  const order = Math.min(...left.map(({ runOrder }) => runOrder));
  const group = left.filter(({ runOrder }) => runOrder === order);
  const idle = group.filter(({ name }) => run.actions[name]?.status !== 'InProgress');
  const room = isParallel(draft, execution) ? MOST_PARALLEL_ACTIONS - (group.length - idle.length) : idle.length;
  for (const { name } of idle.slice(0, Math.max(0, room))) startAction(draft, id, name);
}

function startAction(draft: Draft, id: string, action: string): void {
  const execution = draft.executions[id];
  if (!execution?.run) return;
  const actionExecutionId = draft.newId();
  const { stage } = execution;
  setRun(draft, id, {
    actions: { ...execution.run.actions, [action]: { id: actionExecutionId, status: 'InProgress' } },
  });
  if (!isParallel(draft, execution))
    setStage(draft, stage, { actions: { ...stageOf(draft, stage).actions, [action]: actionExecutionId } });
  draft.effects.push({ type: 'start-action', executionId: id, stage, action, actionExecutionId });
}

function succeed(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  if (!execution) return;
  setStageStatus(draft, id, 'Succeeded');
  if (!execution.rollback && !isParallel(draft, execution))
    setStage(draft, execution.stage, { succeeded: { executionId: id, version: execution.version } });
  goOn(draft, execution);
}

function skip(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  if (!execution) return;
  setStageStatus(draft, id, 'Skipped');
  goOn(draft, execution);
}

/** To the next stage, or to the end; a rollback ends with its stage. */
function goOn(draft: Draft, execution: ExecutionState): void {
  const { stages } = definitionOf(draft, execution);
  const following = stages[stages.findIndex(({ name }) => name === execution.stage) + 1];
  unlock(draft, execution);
  if (following && (!execution.rollback || UNPROVEN.rollbackGoesOn)) arrive(draft, execution.id, following.name);
  else setExecution(draft, execution.id, { status: 'Succeeded' });
}

/** Actions failed and none runs any more. */
function fail(draft: Draft, id: string): void {
  const execution = draft.executions[id];
  const onFailure = execution && definedStage(draft, execution).onFailure;
  if (!execution || !onFailure) return applyFailure(draft, id, undefined);
  if (mayRetry(execution, onFailure.retryMode)) {
    const autoRetries = (execution.run?.autoRetries ?? 0) + 1;
    setRun(draft, id, { autoRetries, latestRetry: 'AutomatedStageRetry' });
    return again(draft, id, onFailure.retryMode);
  }
  lookAt(draft, id, 'onFailure');
}

/** The stage has failed; `result` says what is made of it. */
function applyFailure(draft: Draft, id: string, result: 'FAIL' | 'ROLLBACK' | 'SKIP' | undefined): void {
  const execution = draft.executions[id];
  if (!execution) return;
  if (result === 'SKIP') return skip(draft, id);
  if (execution.run?.status !== 'Failed') setStageStatus(draft, id, 'Failed');
  setExecution(draft, id, { status: 'Failed' });
  const target = result === 'ROLLBACK' && !execution.rollback ? stageOf(draft, execution.stage).succeeded : undefined;
  if (target?.version !== draft.definition.version) return unlock(draft, execution);
  freeLock(draft, execution.stage);
  const executionId = draft.newId();
  const { stage } = execution;
  draft.effects.push({ type: 'create-rollback', executionId, stage, target: target.executionId, failed: id });
  startRollback(draft, { executionId, stage, target: target.executionId });
}

/** A new execution that runs one stage only; the stage is free, and whether it is open does not matter. */
export function startRollback(draft: Draft, order: { executionId: string; stage: string; target: string }): void {
  const { executionId: id, stage, target } = order;
  create(draft, id, { stage, rollback: { target } });
  begin(draft, id);
}

export function create(draft: Draft, id: string, start: Pick<ExecutionState, 'stage' | 'rollback'>): void {
  draft.starts += 1;
  const { version } = draft.definition;
  draft.executions[id] = { id, number: draft.starts, version, status: 'InProgress', attempt: 0, ...start };
  draft.effects.push({ type: 'execution', executionId: id, status: 'InProgress' });
}

/** Runs a stage that has failed or was stopped again: what failed, or all of it. */
export function again(draft: Draft, id: string, mode: RetryMode): void {
  const execution = draft.executions[id];
  const run = execution?.run;
  if (!execution || !run) return;
  setExecution(draft, id, { attempt: execution.attempt + 1, status: 'InProgress' });
  setStageStatus(draft, id, 'InProgress', true);
  const entered =
    !run.conditions.beforeEntry || ['Succeeded', 'Overridden'].includes(run.conditions.beforeEntry.status);
  if ((mode === 'ALL_ACTIONS' && UNPROVEN.retryEntersAgain) || !entered) {
    setRun(draft, id, { actions: {}, conditions: {} });
    return lookAt(draft, id, 'beforeEntry');
  }
  const { beforeEntry } = run.conditions;
  const keeps = mode === 'ALL_ACTIONS' ? ['InProgress'] : ['Succeeded', 'InProgress'];
  const kept = runsOf(run.actions).filter(([, { status }]) => keeps.includes(status));
  setRun(draft, id, {
    phase: 'actions',
    actions: Object.fromEntries(kept),
    conditions: beforeEntry ? { beforeEntry } : {},
  });
  progress(draft, id);
}

/** Ends an execution in its stage. */
export function leave(draft: Draft, id: string, stage: StageStatus, status: ExecutionStatus): void {
  const execution = draft.executions[id];
  if (!execution) return;
  const { phase } = execution.run ?? { phase: 'actions' };
  if (phase !== 'actions') setCondition(draft, id, phase, { status: status === 'Stopped' ? 'Abandoned' : 'Cancelled' });
  setStageStatus(draft, id, stage);
  setExecution(draft, id, { status });
  unlock(draft, execution);
}

function unlock(draft: Draft, execution: ExecutionState): void {
  if (isParallel(draft, execution) || stageOf(draft, execution.stage).lock !== execution.id) return;
  freeLock(draft, execution.stage);
  enter(draft, execution.stage);
}

/** Ends what an execution runs, without waiting for it. */
export function abandonRunning(draft: Draft, id: string): void {
  const run = draft.executions[id]?.run;
  if (!run) return;
  const abandoned = (of: Readonly<Record<string, ActionRun>>) =>
    Object.fromEntries(
      runsOf(of).map(([name, one]) => [
        name,
        one.status === 'InProgress' ? { ...one, status: 'Abandoned' as const } : one,
      ]),
    );
  for (const [, { id: actionExecutionId, status }] of runsOf(run.actions))
    if (status === 'InProgress') draft.effects.push({ type: 'abandon-action', actionExecutionId });
  setRun(draft, id, { actions: abandoned(run.actions) });
  abandonRules(draft, id);
}

export function abandonRules(draft: Draft, id: string): void {
  for (const [type, condition] of Object.entries(draft.executions[id]?.run?.conditions ?? {})) {
    if (!isBusy(condition.rules)) continue;
    const rules: Record<string, ActionRun> = {};
    for (const [name, rule] of runsOf(condition.rules)) {
      const running = rule.status === 'InProgress';
      rules[name] = running ? { ...rule, status: 'Abandoned' } : rule;
      if (running) draft.effects.push({ type: 'abandon-rule', ruleExecutionId: rule.id });
    }
    setCondition(draft, id, type as ConditionType, { rules });
  }
}
