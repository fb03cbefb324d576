import type { WorkContext, Worker } from '../../../work-queue/work-queue.ts';
import { declaredFor } from '../declared.ts';
import { endAction, factsOf } from '../end-action.ts';
import type { Parts } from '../parts.ts';
import type { ActionJob, ActionProgress, ActionProvider } from '../providers/action-provider.ts';
import { findProvider } from '../providers/list.ts';
import { resolveConfiguration, scopeOf } from '../resolve-configuration.ts';
import { resolveVariables } from '../rules/variables.ts';
import { type ActionExecution, changeRunningAction, findAction } from '../store/actions.ts';
import { type Execution, findExecution } from '../store/executions.ts';
import { findVersion } from '../store/pipelines.ts';
import { RUN_ACTION } from '../work-kinds.ts';

const DEFAULT_POLL_MS = 1_000;

/** Starts an action, then looks after it until it has ended or its time is up. */
export function runAction(parts: Parts): Worker<string> {
  return {
    kind: RUN_ACTION,
    concurrency: 32,
    async handle(id, context) {
      const action = await findAction(parts.database, id);
      if (action?.status !== 'InProgress') return;
      const progress = await look(parts, action, context);
      if (progress.state !== 'running') {
        await parts.database.transaction((tx) => endAction(tx, parts, { action, outcome: progress }));
        return;
      }
      await keepProgress(parts, action, progress);
      const left = (action.document.deadline ?? 0) - parts.clock.now();
      const wait = progress.pollAfterMs ?? (findProviderOf(progress) ? DEFAULT_POLL_MS : left);
      return { again: { afterMs: Math.max(1, Math.min(wait, left)) } };
    },
  };
}

/** An approval is told of its end by somebody else: it is looked at again only when its time is up. */
const findProviderOf = (progress: Extract<ActionProgress, { state: 'running' }>) =>
  Object.keys(progress.handle).length > 0;

async function look(parts: Parts, action: ActionExecution, { signal }: WorkContext): Promise<ActionProgress> {
  const execution = await findExecution(parts.database, action.pipeline, action.executionId);
  const version = await findVersion(parts.database, action.pipeline, action.document.version);
  if (!execution || !version) return failed('InternalError', 'The pipeline is gone');
  const declaration = declaredFor(version.declaration, action);
  const { category, provider: providerName } = declaration.actionTypeId ?? {};
  const provider = findProvider(declaration);
  if (!provider) {
    const what = action.condition === undefined ? 'action provider' : 'rule provider';
    const message = `The ${what} ${category}/${providerName} is not implemented by Codeyard yet`;
    return failed('ConfigurationError', message);
  }
  const configuration = resolveConfiguration(parts, declaration, execution);
  if (!configuration.ok) return failed('ConfigurationError', configuration.message);
  const roleArn = declaration.roleArn ?? version.declaration.roleArn ?? '';
  const job = jobOf(parts, { action, execution, declaration, roleArn, configuration: configuration.values, signal });
  return await progressOf(provider, job, action);
}

async function progressOf(
  provider: ActionProvider,
  job: ActionJob,
  { document }: ActionExecution,
): Promise<ActionProgress> {
  const { handle } = document;
  if (job.parts.clock.now() >= job.deadline) {
    if (provider.stop && handle) await provider.stop(job, handle);
    const isApproval = job.declaration.actionTypeId?.category === 'Approval';
    return failed('JobFailed', isApproval ? 'The approval has expired' : 'The action ran longer than it may');
  }
  if (!handle) return await provider.start(job);
  return provider.poll ? await provider.poll(job, handle) : { state: 'running', handle };
}

const failed = (code: string, message: string): ActionProgress => ({ state: 'failed', code, message });

type JobFacts = Pick<ActionJob, 'declaration' | 'configuration' | 'roleArn' | 'signal'> & {
  action: ActionExecution;
  execution: Execution;
};

export function jobOf(parts: Parts, facts: JobFacts): ActionJob {
  const { action, execution, declaration, configuration, roleArn, signal } = facts;
  const { document } = action;
  const principal = 'codepipeline.amazonaws.com';
  return {
    id: action.id,
    pipeline: action.pipeline,
    executionId: action.executionId,
    stage: action.stage,
    declaration,
    configuration,
    roleArn,
    resolve: (text) => resolveVariables(text, scopeOf(execution)),
    inputs: document.inputs,
    outputs: document.outputs,
    overrides: execution.document.overrides.filter(({ actionName }) => actionName === action.action),
    parts,
    aws: parts.awsAs({ kind: 'service', arn: principal, userId: principal, sessionName: action.pipeline }),
    signal,
    ...(action.condition === undefined ? {} : { condition: action.condition }),
    token: document.token ?? '',
    deadline: document.deadline ?? Number.POSITIVE_INFINITY,
    elapsedMs: parts.clock.now() - action.startedAt,
  };
}

/** Writes only what is new: most looks find nothing. */
async function keepProgress(
  parts: Parts,
  action: ActionExecution,
  progress: Extract<ActionProgress, { state: 'running' }>,
): Promise<void> {
  const document = { ...action.document, ...factsOf(progress), handle: progress.handle };
  if (JSON.stringify(document) === JSON.stringify(action.document)) return;
  await changeRunningAction(parts.database, action.id, { document, now: parts.clock.now() });
}
