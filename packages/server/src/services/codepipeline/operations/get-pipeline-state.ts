import type { ActionDeclaration, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { StageState, Transition } from '../rules/engine-state.ts';
import { type ActionExecution, findActions } from '../store/actions.ts';

export const getPipelineState = operation<GetPipelineStateCommand, Parts>(
  'GetPipelineState',
  async ({ name }, parts) => {
    const pipeline = await findExistingPipeline(parts, name);
    const ids = pipeline.state.stages.flatMap(({ actions }) =>
      Object.values(actions).map(({ actionExecutionId }) => actionExecutionId),
    );
    const actions = new Map((await findActions(parts.database, ids)).map((action) => [action.id, action]));
    const stageStates = pipeline.state.stages.map((stage) => {
      const declared = pipeline.declaration.stages?.find((candidate) => candidate.name === stage.name)?.actions ?? [];
      const waiting = stage.waiting ? [{ pipelineExecutionId: stage.waiting, status: 'InProgress' as const }] : [];
      return {
        stageName: stage.name,
        inboundExecutions: waiting,
        ...(waiting[0] ? { inboundExecution: waiting[0] } : {}),
        inboundTransitionState: describeTransition(stage.transition),
        actionStates: declared.map((action) => describeAction(action, stage, actions)),
        ...(stage.latest
          ? {
              latestExecution: {
                pipelineExecutionId: stage.latest.executionId,
                status: stage.latest.status,
                type: 'STANDARD' as const,
              },
            }
          : {}),
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

function describeTransition({ enabled, reason, changedBy, changedAt }: Transition) {
  return {
    enabled,
    ...(changedBy === undefined ? {} : { lastChangedBy: changedBy }),
    ...(changedAt === undefined ? {} : { lastChangedAt: new Date(changedAt) }),
    ...(reason === undefined ? {} : { disabledReason: reason }),
  };
}

function describeAction(declared: ActionDeclaration, stage: StageState, actions: ReadonlyMap<string, ActionExecution>) {
  const actionName = declared.name ?? '';
  const action = actions.get(stage.actions[actionName]?.actionExecutionId ?? '');
  if (!action) return { actionName };
  const { document } = action;
  const revision = document.outputs.find((output) => output.revision)?.revision;
  return {
    actionName,
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
      status: action.status,
      ...(document.summary === undefined ? {} : { summary: document.summary }),
      lastStatusChange: new Date(action.updatedAt),
      ...(document.token && action.status === 'InProgress' ? { token: document.token } : {}),
      ...(document.lastUpdatedBy ? { lastUpdatedBy: document.lastUpdatedBy } : {}),
      ...(document.externalId ? { externalExecutionId: document.externalId } : {}),
      ...(document.externalUrl ? { externalExecutionUrl: document.externalUrl } : {}),
      ...(document.error ? { errorDetails: document.error } : {}),
    },
  };
}
