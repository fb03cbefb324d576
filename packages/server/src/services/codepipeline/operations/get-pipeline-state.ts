import type { ActionDeclaration, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { type CustomLinks, findLinks } from '../custom-links.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { ConditionRun, LatestRun, Transition } from '../rules/engine/engine-state.ts';
import { type ActionExecution, findActions } from '../store/actions.ts';
import type { Pipeline } from '../store/pipelines.ts';

export const getPipelineState = operation<GetPipelineStateCommand, Parts>(
  'GetPipelineState',
  async ({ name }, parts) => {
    const pipeline = await findExistingPipeline(parts, name);
    const linksOf = await findLinks(parts, [pipeline.declaration]);
    const isParallel = pipeline.declaration.executionMode === 'PARALLEL';
    const ids = pipeline.state.stages.flatMap(({ actions, latest }) => [
      ...Object.values(actions),
      ...Object.values(latest?.conditions ?? {}).flatMap(({ rules }) => Object.values(rules).map(({ id }) => id)),
    ]);
    const runs = new Map((await findActions(parts.database, ids)).map((run) => [run.id, run]));
    const stageStates = pipeline.state.stages.map((stage) => {
      const declared = pipeline.declaration.stages?.find((candidate) => candidate.name === stage.name)?.actions ?? [];
      const inbound = stage.inbound.map((id) => describeInbound(pipeline, id));
      return {
        stageName: stage.name,
        inboundExecutions: inbound,
        ...(inbound[0] ? { inboundExecution: inbound[0] } : {}),
        inboundTransitionState: describeTransition(stage.transition),
        actionStates: declared.map((action) => {
          const run = isParallel ? undefined : runs.get(stage.actions[action.name ?? ''] ?? '');
          return describeAction(action, run, linksOf(action, run));
        }),
        ...(stage.latest && !isParallel ? describeLatest(pipeline, stage.latest, runs) : {}),
      };
    });
    return {
      pipelineName: name,
      pipelineVersion: pipeline.version,
      stageStates,
      created: new Date(pipeline.createdAt),
      updated: new Date(pipeline.updatedAt),
    };
  },
);

const typeOf = (pipeline: Pipeline, id: string) =>
  pipeline.state.executions[id]?.rollback ? ('ROLLBACK' as const) : ('STANDARD' as const);

const describeInbound = (pipeline: Pipeline, id: string) => ({
  pipelineExecutionId: id,
  status: 'InProgress' as const,
  type: typeOf(pipeline, id),
});

function describeLatest(pipeline: Pipeline, latest: LatestRun, runs: ReadonlyMap<string, ActionExecution>) {
  const { executionId, status, conditions, latestRetry } = latest;
  return {
    latestExecution: { pipelineExecutionId: executionId, status, type: typeOf(pipeline, executionId) },
    ...(latestRetry
      ? {
          retryStageMetadata: {
            autoStageRetryAttempt: latest.autoRetries ?? 0,
            manualStageRetryAttempt: latest.manualRetries ?? 0,
            latestRetryTrigger: latestRetry,
          },
        }
      : {}),
    ...(conditions?.beforeEntry ? { beforeEntryConditionState: describeCondition(conditions.beforeEntry, runs) } : {}),
    ...(conditions?.onSuccess ? { onSuccessConditionState: describeCondition(conditions.onSuccess, runs) } : {}),
    ...(conditions?.onFailure ? { onFailureConditionState: describeCondition(conditions.onFailure, runs) } : {}),
  };
}

function describeCondition(condition: ConditionRun, runs: ReadonlyMap<string, ActionExecution>) {
  const { status, changedAt, rules } = condition;
  const ruleStates = Object.entries(rules).map(([ruleName, { id }]) => {
    const run = runs.get(id);
    return { ruleName, ...(run ? { latestExecution: { ruleExecutionId: id, ...describeRun(run) } } : {}) };
  });
  const latestExecution = { status, lastStatusChange: new Date(changedAt) };
  return { latestExecution: { status }, conditionStates: [{ latestExecution, ruleStates }] };
}

function describeTransition({ enabled, reason, changedBy, changedAt }: Transition) {
  return {
    enabled,
    ...(changedBy === undefined ? {} : { lastChangedBy: changedBy }),
    ...(changedAt === undefined ? {} : { lastChangedAt: new Date(changedAt) }),
    ...(reason === undefined ? {} : { disabledReason: reason }),
  };
}

function describeAction(
  declared: ActionDeclaration,
  action: ActionExecution | undefined,
  { executionUrl, ...links }: CustomLinks,
) {
  const actionName = declared.name ?? '';
  if (!action) return { actionName, ...links };
  const { document } = action;
  const revision = document.outputs.find((output) => output.revision)?.revision;
  return {
    actionName,
    ...links,
    ...(revision
      ? {
          currentRevision: {
            revisionId: revision.id,
            revisionChangeId: revision.id,
            created: new Date(action.updatedAt),
          },
        }
      : {}),
    latestExecution: {
      actionExecutionId: action.id,
      ...describeRun(action),
      ...(executionUrl ? { externalExecutionUrl: executionUrl } : {}),
      ...(document.token && action.status === 'InProgress' ? { token: document.token } : {}),
    },
  };
}

function describeRun({ status, updatedAt, document }: ActionExecution) {
  return {
    status,
    ...(document.summary === undefined ? {} : { summary: document.summary }),
    lastStatusChange: new Date(updatedAt),
    ...(document.lastUpdatedBy ? { lastUpdatedBy: document.lastUpdatedBy } : {}),
    ...(document.externalId ? { externalExecutionId: document.externalId } : {}),
    ...(document.percentComplete === undefined ? {} : { percentComplete: document.percentComplete }),
    ...(document.externalUrl ? { externalExecutionUrl: document.externalUrl } : {}),
    ...(document.logStreamArn ? { logStreamARN: document.logStreamArn } : {}),
    ...(document.error ? { errorDetails: document.error } : {}),
  };
}
