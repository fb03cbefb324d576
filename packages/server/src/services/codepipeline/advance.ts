import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import { declarationOf, declaredAction, declaredFor, declaredRule } from './declared.ts';
import { pipelineArn } from './describe.ts';
import { engineDefinition } from './engine-definition.ts';
import type { Parts } from './parts.ts';
import { isJob, queueJob, typeOf } from './queue-job.ts';
import type { Effect, EngineEvent } from './rules/engine/engine-event.ts';
import type { ExecutionState, PipelineState } from './rules/engine/engine-state.ts';
import { next } from './rules/engine/next.ts';
import { actionDetail, type EventFacts, executionDetail, stageDetail } from './rules/event-details.ts';
import { UNPROVEN } from './rules/unproven.ts';
import { newRun } from './start-run.ts';
import { type ActionExecution, changeRunningAction, findAction, insertAction } from './store/actions.ts';
import { changeExecution, type Execution, findExecution, insertExecution } from './store/executions.ts';
import { endJobsOf } from './store/jobs.ts';
import { type Pipeline, saveState } from './store/pipelines.ts';
import { insertSuccess } from './store/successes.ts';
import { RUN_ACTION, runActionId, STOP_ACTION } from './work-kinds.ts';

/** One event through the engine: the new state, what it causes and the events that tell of it, all in this transaction. */
export async function advance(tx: Db, parts: Parts, pipeline: Pipeline, event: EngineEvent): Promise<PipelineState> {
  const declarations = await declarationsInUse(tx, pipeline);
  const { state, effects } = next(pipeline.state, event, {
    definitions: [...declarations.values()].map(engineDefinition),
    current: pipeline.version,
    now: parts.clock.now(),
    newId: () => parts.ids.uuid(),
  });
  await saveState(tx, pipeline.name, state);
  const states = new Map(Object.values(state.executions).map((execution) => [execution.id, execution]));
  for (const effect of effects) if (effect.type === 'forget') states.set(effect.execution.id, effect.execution);
  const changed = { ...pipeline, state };
  const before = pipeline.state;
  const change: Change = { tx, parts, pipeline: changed, before, declarations, states, executions: new Map() };
  for (const effect of effects) await apply(change, effect);
  return state;
}

/** The current declaration, and older ones that executions still run, by version. */
async function declarationsInUse(tx: Db, pipeline: Pipeline): Promise<Map<number, PipelineDeclaration>> {
  const versions = Object.values(pipeline.state.executions).map(({ version }) => version);
  const found = new Map<number, PipelineDeclaration>();
  for (const version of new Set([pipeline.version, ...versions]))
    found.set(version, await declarationOf(tx, pipeline, version));
  return found;
}

interface Change {
  readonly tx: Db;
  readonly parts: Parts;
  readonly pipeline: Pipeline;
  readonly before: PipelineState;
  readonly declarations: ReadonlyMap<number, PipelineDeclaration>;
  /** After the event, those included that are let go. */
  readonly states: ReadonlyMap<string, ExecutionState>;
  /** Those read already. */
  readonly executions: Map<string, Execution>;
}

async function executionOf({ tx, pipeline, executions }: Change, id: string): Promise<Execution> {
  const execution = executions.get(id) ?? (await findExecution(tx, pipeline.name, id));
  if (!execution) throw new Error(`the execution ${id} has no row`);
  executions.set(id, execution);
  return execution;
}

async function apply(change: Change, effect: Effect): Promise<void> {
  switch (effect.type) {
    case 'execution':
      return await changeStatus(change, effect);
    case 'stage':
      return await changeStage(change, effect);
    case 'start-action':
    case 'start-rule':
      return await start(change, effect);
    case 'abandon-action':
      return await abandon(change, effect.actionExecutionId);
    case 'abandon-rule':
      return await abandon(change, effect.ruleExecutionId);
    case 'create-rollback':
      return await createRollback(change, effect);
    case 'forget':
      return await keepForRetry(change, effect.execution);
  }
}

async function changeStatus(change: Change, effect: Extract<Effect, { type: 'execution' }>): Promise<void> {
  const execution = await executionOf(change, effect.executionId);
  const { trigger, stopReason } = execution.document;
  await changeExecution(change.tx, effect.executionId, { status: effect.status, now: change.parts.clock.now() });
  const facts = { ...factsOf(change, execution), trigger, ...(stopReason ? { stopReason } : {}) };
  await emit(change, 'Pipeline Execution State Change', executionDetail(facts, effect));
}

async function changeStage(change: Change, effect: Extract<Effect, { type: 'stage' }>): Promise<void> {
  const { tx, pipeline } = change;
  const execution = await executionOf(change, effect.executionId);
  if (effect.status === 'Succeeded')
    await insertSuccess(tx, { pipeline: pipeline.name, stage: effect.stage, executionId: execution.id });
  if (effect.resumed) await noteResumption(change, execution);
  // AWS lists no event for a stage that is passed over.
  if (effect.status === 'Skipped') return;
  const { retriedAt } = (await executionOf(change, effect.executionId)).document;
  const facts = { ...factsOf(change, execution), ...(retriedAt === undefined ? {} : { retriedAt }) };
  await emit(change, 'Stage Execution State Change', stageDetail(facts, effect));
}

/** What was kept for a retry has served; when it was one, later listings tell what ran since. */
async function noteResumption(change: Change, execution: Execution): Promise<void> {
  const { engine, ...rest } = execution.document;
  const before = change.before.executions[execution.id] ?? engine;
  const isRetry = (change.states.get(execution.id)?.attempt ?? 0) > (before?.attempt ?? 0);
  const now = change.parts.clock.now();
  const document = isRetry ? { ...rest, retriedAt: now } : rest;
  await changeExecution(change.tx, execution.id, { document, now });
  change.executions.set(execution.id, { ...execution, document });
}

type Start = Extract<Effect, { type: 'start-action' | 'start-rule' }>;

async function start(change: Change, effect: Start): Promise<void> {
  const { tx, parts, pipeline } = change;
  const execution = await executionOf(change, effect.executionId);
  const declaration = change.declarations.get(execution.document.version) ?? pipeline.declaration;
  const isRule = effect.type === 'start-rule';
  const declared = isRule
    ? declaredRule(declaration, effect)
    : declaredAction(declaration, effect.stage, effect.action);
  const run = newRun(parts, {
    id: isRule ? effect.ruleExecutionId : effect.actionExecutionId,
    stage: effect.stage,
    execution,
    declaration,
    declared,
    type: await typeOf(tx, declared.actionTypeId),
    ...(isRule ? { condition: effect.condition } : {}),
  });
  await insertAction(tx, run);
  if (isJob(declared.actionTypeId)) await queueJob(tx, parts, { run, declared, execution });
  if (!isRule) await emitAction(tx, parts, pipeline, { action: run, execution });
  await parts.queue.enqueue(tx, { kind: RUN_ACTION, id: runActionId(run.id), payload: run.id });
}

async function abandon(change: Change, id: string): Promise<void> {
  const { tx, parts, pipeline } = change;
  const found = await findAction(tx, id);
  if (!found) return;
  await changeRunningAction(tx, id, { status: 'Abandoned', document: found.document, now: parts.clock.now() });
  await endJobsOf(tx, id, 'Failed');
  const execution = await executionOf(change, found.executionId);
  if (found.condition === undefined)
    await emitAction(tx, parts, pipeline, { action: { ...found, status: 'Abandoned' }, execution });
  if (UNPROVEN.abandonEndsWork) await parts.queue.enqueue(tx, { kind: STOP_ACTION, payload: id });
}

async function createRollback(change: Change, effect: Extract<Effect, { type: 'create-rollback' }>): Promise<void> {
  const { tx, pipeline, states } = change;
  const target = await executionOf(change, effect.target);
  await insertRollback(tx, change.parts, pipeline, {
    id: effect.executionId,
    number: states.get(effect.executionId)?.number ?? pipeline.state.starts,
    target,
    trigger: { type: 'AutomatedRollback', detail: effect.failed },
  });
}

/** A new execution with the artifacts, revisions and variables of another one. */
export async function insertRollback(
  tx: Db,
  { clock }: Parts,
  { name, version }: Pipeline,
  rollback: { id: string; number: number; target: Execution; trigger: Execution['document']['trigger'] },
): Promise<void> {
  const { id, number, target, trigger } = rollback;
  const { mode, variables, outputs, artifacts, revisions, overrides } = target.document;
  const copied = { variables, outputs, artifacts, revisions, overrides, ...(mode ? { mode } : {}) };
  const document = { ...copied, version, trigger, rollbackTarget: target.id };
  const now = clock.now();
  await insertExecution(tx, {
    id,
    pipeline: name,
    number,
    status: 'InProgress',
    startedAt: now,
    updatedAt: now,
    document,
  });
}

/** A failed or stopped execution may be retried long after the pipeline's state has let it go. */
async function keepForRetry(change: Change, engine: ExecutionState): Promise<void> {
  if (engine.status !== 'Failed' && engine.status !== 'Stopped') return;
  const { document } = await executionOf(change, engine.id);
  const now = change.parts.clock.now();
  await changeExecution(change.tx, engine.id, { document: { ...document, engine }, now });
}

function factsOf({ pipeline, states }: Pick<Change, 'pipeline' | 'states'>, execution: Execution): EventFacts {
  const attempt = (states.get(execution.id)?.attempt ?? 0) + 1;
  return { pipeline: pipeline.name, version: execution.document.version, startedAt: execution.startedAt, attempt };
}

/** Tells EventBridge of an action's state. */
export async function emitAction(
  tx: Db,
  parts: Parts,
  pipeline: Pipeline,
  { action, execution }: { action: ActionExecution; execution: Execution },
): Promise<void> {
  const declaration = await declarationOf(tx, pipeline, action.document.version);
  const type = declaredFor(declaration, action).actionTypeId;
  const states = new Map(Object.values(pipeline.state.executions).map((state) => [state.id, state]));
  const facts = { ...factsOf({ pipeline, states }, execution), region: parts.region, type };
  await emit({ tx, parts, pipeline }, 'Action Execution State Change', actionDetail(facts, action));
}

async function emit({ tx, parts, pipeline }: Pick<Change, 'tx' | 'parts' | 'pipeline'>, what: string, detail: object) {
  const resources = [pipelineArn(parts, pipeline.name)];
  await parts.emitEvent(tx, { source: 'aws.codepipeline', detailType: `CodePipeline ${what}`, resources, detail });
}
