import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../database/database.ts';
import { advance, emitAction } from './advance.ts';
import { declarationOf, declaredAction } from './declared.ts';
import type { Parts } from './parts.ts';
import type { ActionProgress } from './providers/action-provider.ts';
import { type ActionDocument, type ActionExecution, changeRunningAction, findAction } from './store/actions.ts';
import { changeExecution, type Execution, type ExecutionDocument, findExecution } from './store/executions.ts';
import { endJobsOf } from './store/jobs.ts';
import { lockPipeline } from './store/pipelines.ts';

export type ActionOutcome = Exclude<ActionProgress, { state: 'running' }>;

/** Records how an action or a rule ended and lets the pipeline go on; nothing when it had ended before. */
export async function endAction(
  tx: Db,
  parts: Parts,
  ending: {
    action: ActionExecution;
    outcome: ActionOutcome;
    by?: string;
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
  const document = documentAfter(current.document, ending);
  await changeRunningAction(tx, action.id, { status, document, now });
  if (status === 'Failed') await endJobsOf(tx, action.id, 'Failed');
  const ended: ActionExecution = { ...current, status, document };
  if (current.condition !== undefined) {
    const errored =
      outcome.state === 'failed' && outcome.code === 'ConfigurationError' ? { errored: true as const } : {};
    await advance(tx, parts, pipeline, { type: 'rule-ended', ruleExecutionId: action.id, status, ...errored });
    return true;
  }
  if (status === 'Succeeded') {
    const declaration = await declarationOf(tx, pipeline, document.version);
    await changeExecution(tx, execution.id, { document: withOutcome(execution, ended, declaration), now });
  }
  await emitAction(tx, parts, pipeline, { action: ended, execution });
  await advance(tx, parts, pipeline, { type: 'action-ended', actionExecutionId: action.id, status });
  return true;
}

function documentAfter(
  before: ActionDocument,
  { outcome, by }: Omit<Parameters<typeof endAction>[2], 'action'>,
): ActionDocument {
  return {
    ...before,
    ...factsOf(outcome),
    ...(outcome.state === 'failed' ? { error: { code: outcome.code, message: outcome.message } } : {}),
    ...(outcome.state === 'succeeded' && outcome.variables ? { variables: outcome.variables } : {}),
    ...(outcome.state === 'succeeded' && outcome.outputs ? { outputs: outcome.outputs } : {}),
    ...(by ? { lastUpdatedBy: by } : {}),
  };
}

export function factsOf({ externalId, externalUrl, logStreamArn, summary, percentComplete }: ActionProgress) {
  return {
    ...(externalId ? { externalId } : {}),
    ...(externalUrl ? { externalUrl } : {}),
    ...(logStreamArn ? { logStreamArn } : {}),
    ...(summary === undefined ? {} : { summary }),
    ...(percentComplete === undefined ? {} : { percentComplete }),
  };
}

/** What later actions may use: artifacts by name, variables by namespace, revisions by source action. */
function withOutcome(
  execution: Execution,
  action: ActionExecution,
  declaration: PipelineDeclaration,
): ExecutionDocument {
  const { document } = execution;
  const { namespace } = declaredAction(declaration, action.stage, action.action);
  const artifacts = action.document.outputs.map(({ name, ...location }) => [name, location] as const);
  const revision = action.document.outputs.find((output) => output.revision)?.revision;
  return {
    ...document,
    artifacts: { ...document.artifacts, ...Object.fromEntries(artifacts) },
    outputs: namespace ? { ...document.outputs, [namespace]: action.document.variables ?? {} } : document.outputs,
    revisions: revision ? { ...document.revisions, [action.action]: revision } : document.revisions,
  };
}
