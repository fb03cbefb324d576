import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import { pipelineArn } from './describe.ts';
import type { Parts } from './parts.ts';
import { findActionType } from './rules/catalogue.ts';
import type { EngineDefinition, PipelineState } from './rules/engine-state.ts';
import { actionDetail, type EventFacts, executionDetail, stageDetail } from './rules/event-details.ts';
import { type Effect, type EngineEvent, next } from './rules/next.ts';
import { type ActionExecution, changeRunningAction, findAction, insertAction } from './store/actions.ts';
import { changeExecution, type Execution, findExecution } from './store/executions.ts';
import { type Pipeline, saveState } from './store/pipelines.ts';
import { RUN_ACTION, runActionId, STOP_ACTION } from './work-kinds.ts';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function engineDefinition(declaration: PipelineDeclaration): EngineDefinition {
  const stages = (declaration.stages ?? []).map((stage) => ({
    name: stage.name ?? '',
    actions: (stage.actions ?? []).map((action) => ({ name: action.name ?? '', runOrder: action.runOrder ?? 1 })),
  }));
  return { version: declaration.version ?? 1, stages };
}

/** One event through the engine: the new state, what it causes and the events that tell of it, all in this transaction. */
export async function advance(tx: Db, parts: Parts, pipeline: Pipeline, event: EngineEvent): Promise<PipelineState> {
  const definition = engineDefinition(pipeline.declaration);
  const { state, effects } = next(pipeline.state, event, { definition, newId: () => parts.ids.uuid() });
  await saveState(tx, pipeline.name, state);
  const change: Change = { tx, parts, pipeline: { ...pipeline, state }, executions: new Map() };
  for (const effect of effects) await apply(change, effect);
  return state;
}

interface Change {
  readonly tx: Db;
  readonly parts: Parts;
  readonly pipeline: Pipeline;
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
    case 'stage': {
      const execution = await executionOf(change, effect.executionId);
      return await emit(change, 'Stage Execution State Change', stageDetail(factsOf(change, execution), effect));
    }
    case 'start-action':
      return await startAction(change, effect);
    case 'abandon-action':
      return await abandonAction(change, effect.actionExecutionId);
  }
}

async function changeStatus(change: Change, effect: Extract<Effect, { type: 'execution' }>): Promise<void> {
  const execution = await executionOf(change, effect.executionId);
  const { trigger, stopReason } = execution.document;
  await changeExecution(change.tx, effect.executionId, { status: effect.status, now: change.parts.clock.now() });
  const facts = { ...factsOf(change, execution), trigger, ...(stopReason ? { stopReason } : {}) };
  await emit(change, 'Pipeline Execution State Change', executionDetail(facts, effect));
}

async function startAction(change: Change, effect: Extract<Effect, { type: 'start-action' }>): Promise<void> {
  const { tx, parts, pipeline } = change;
  const execution = await executionOf(change, effect.executionId);
  const declaration = declaredAction(pipeline.declaration, effect.stage, effect.action);
  const now = parts.clock.now();
  const type = findActionType(declaration.actionTypeId);
  const minutes = declaration.timeoutInMinutes;
  const timeoutMs = minutes === undefined ? (type?.timeoutMs ?? DEFAULT_TIMEOUT_MS) : minutes * MINUTE_MS;
  const { artifacts } = execution.document;
  const action: ActionExecution = {
    id: effect.actionExecutionId,
    pipeline: pipeline.name,
    executionId: effect.executionId,
    number: nextNumber(now),
    stage: effect.stage,
    action: effect.action,
    status: 'InProgress',
    startedAt: now,
    updatedAt: now,
    document: {
      version: pipeline.version,
      inputs: (declaration.inputArtifacts ?? []).flatMap(({ name = '' }) =>
        artifacts[name] ? [{ name, ...artifacts[name] }] : [],
      ),
      outputs: (declaration.outputArtifacts ?? []).map(({ name = '' }) => ({
        name,
        ...newLocation(change, declaration, name),
      })),
      deadline: now + timeoutMs,
      ...(type?.category === 'Approval' ? { token: parts.ids.uuid() } : {}),
    },
  };
  await insertAction(tx, action);
  await emitAction(tx, parts, pipeline, { action, execution });
  await parts.queue.enqueue(tx, { kind: RUN_ACTION, id: runActionId(action.id), payload: action.id });
}

/** Orders the records of actions: by time, and within a millisecond by the order they were made. */
let lastNumber = 0;
function nextNumber(now: number): number {
  lastNumber = Math.max(lastNumber + 1, now * 1_000);
  return lastNumber;
}

const CUT_PIPELINE = 20;
const CUT_ARTIFACT = 10;
const RANDOM_LENGTH = 7;

/** Names are cut so that policies on keys stay small; bundles of source actions end in `.zip`. */
function newLocation({ pipeline, parts }: Change, declaration: ActionDeclaration, artifact: string) {
  const { artifactStore, artifactStores } = pipeline.declaration;
  const bucket = (artifactStore ?? artifactStores?.[parts.region])?.location ?? '';
  const ending = declaration.actionTypeId?.category === 'Source' ? '.zip' : '';
  const folder = `${pipeline.name.slice(0, CUT_PIPELINE)}/${artifact.slice(0, CUT_ARTIFACT)}`;
  return { bucket, key: `${folder}/${parts.ids.text(RANDOM_LENGTH)}${ending}` };
}

async function abandonAction(change: Change, id: string): Promise<void> {
  const { tx, parts, pipeline } = change;
  const found = await findAction(tx, id);
  if (!found) return;
  await changeRunningAction(tx, id, { status: 'Abandoned', document: found.document, now: parts.clock.now() });
  const execution = await executionOf(change, found.executionId);
  await emitAction(tx, parts, pipeline, { action: { ...found, status: 'Abandoned' }, execution });
  await parts.queue.enqueue(tx, { kind: STOP_ACTION, payload: id });
}

export function declaredAction(declaration: PipelineDeclaration, stage: string, action: string): ActionDeclaration {
  const declared = declaration.stages?.find(({ name }) => name === stage)?.actions?.find(({ name }) => name === action);
  return declared ?? { name: action, actionTypeId: undefined };
}

function factsOf({ pipeline }: Pick<Change, 'pipeline'>, execution: Execution): EventFacts {
  const attempt = (pipeline.state.executions[execution.id]?.attempt ?? 0) + 1;
  return { pipeline: pipeline.name, version: execution.document.version, startedAt: execution.startedAt, attempt };
}

/** Tells EventBridge of an action's state. */
export async function emitAction(
  tx: Db,
  parts: Parts,
  pipeline: Pipeline,
  { action, execution }: { action: ActionExecution; execution: Execution },
): Promise<void> {
  const type = declaredAction(pipeline.declaration, action.stage, action.action).actionTypeId;
  const facts = { ...factsOf({ pipeline }, execution), region: parts.region, type };
  await emit({ tx, parts, pipeline }, 'Action Execution State Change', actionDetail(facts, action));
}

async function emit({ tx, parts, pipeline }: Omit<Change, 'executions'>, what: string, detail: object): Promise<void> {
  const resources = [pipelineArn(parts, pipeline.name)];
  await parts.emitEvent(tx, { source: 'aws.codepipeline', detailType: `CodePipeline ${what}`, resources, detail });
}
