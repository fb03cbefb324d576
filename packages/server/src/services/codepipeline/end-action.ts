import type { Db } from '../../database/database.ts';
import { advance, declaredAction, emitAction } from './advance.ts';
import type { Parts } from './parts.ts';
import type { ActionProgress } from './providers/action-provider.ts';
import { type ActionDocument, type ActionExecution, changeRunningAction, findAction } from './store/actions.ts';
import { changeExecution, type Execution, type ExecutionDocument, findExecution } from './store/executions.ts';
import { lockPipeline, type Pipeline } from './store/pipelines.ts';

export type ActionOutcome = Exclude<ActionProgress, { state: 'running' }>;

/** Records how an action ended and lets the pipeline go on; nothing when it had ended before. */
export async function endAction(
  tx: Db,
  parts: Parts,
  ending: {
    action: ActionExecution;
    outcome: ActionOutcome;
    by?: string;
    resolvedConfiguration?: Readonly<Record<string, string>>;
  },
): Promise<boolean> {
  const { action, outcome } = ending;
  const pipeline = await lockPipeline(tx, action.pipeline);
  const [current, execution] = [
    await findAction(tx, action.id),
    await findExecution(tx, action.pipeline, action.executionId),
  ];
  if (!pipeline || !execution || current?.status !== 'InProgress') return false;
  const now = parts.clock.now();
  const status = outcome.state === 'succeeded' ? 'Succeeded' : 'Failed';
  const document: ActionDocument = {
    ...current.document,
    ...factsOf(outcome),
    ...(outcome.state === 'failed' ? { error: { code: outcome.code, message: outcome.message } } : {}),
    ...(outcome.state === 'succeeded' && outcome.variables ? { variables: outcome.variables } : {}),
    ...(outcome.state === 'succeeded' && outcome.outputs ? { outputs: outcome.outputs } : {}),
    ...(ending.by ? { lastUpdatedBy: ending.by } : {}),
    ...(ending.resolvedConfiguration ? { resolvedConfiguration: ending.resolvedConfiguration } : {}),
  };
  await changeRunningAction(tx, action.id, { status, document, now });
  const ended: ActionExecution = { ...current, status, document };
  if (status === 'Succeeded') {
    await changeExecution(tx, execution.id, { document: withOutcome(execution, ended, pipeline), now });
  }
  await emitAction(tx, parts, pipeline, { action: ended, execution });
  await advance(tx, parts, pipeline, { type: 'action-ended', actionExecutionId: action.id, status });
  return true;
}

export function factsOf({ externalId, externalUrl, summary }: ActionProgress) {
  return {
    ...(externalId ? { externalId } : {}),
    ...(externalUrl ? { externalUrl } : {}),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** What later actions may use: artifacts by name, variables by namespace, revisions by source action. */
function withOutcome(execution: Execution, action: ActionExecution, pipeline: Pipeline): ExecutionDocument {
  const { document } = execution;
  const { namespace } = declaredAction(pipeline.declaration, action.stage, action.action);
  const artifacts = action.document.outputs.map(({ name, ...location }) => [name, location] as const);
  const revision = action.document.outputs.find((output) => output.revision)?.revision;
  return {
    ...document,
    artifacts: { ...document.artifacts, ...Object.fromEntries(artifacts) },
    outputs: namespace ? { ...document.outputs, [namespace]: action.document.variables ?? {} } : document.outputs,
    revisions: revision ? { ...document.revisions, [action.action]: revision } : document.revisions,
  };
}
