import type { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { declaredAction } from '../advance.ts';
import { invalidNextToken } from '../errors.ts';
import { findExistingExecution, findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { maskSecrets } from '../rules/secrets.ts';
import { type ActionExecution, listActions, type NamedArtifact } from '../store/actions.ts';
import type { Pipeline } from '../store/pipelines.ts';

const LARGEST_PAGE = 100;

export const listActionExecutions = operation<ListActionExecutionsCommand, Parts>(
  'ListActionExecutions',
  async (input, parts) => {
    const { pipelineName, nextToken, filter } = input;
    const pipeline = await findExistingPipeline(parts, pipelineName);
    const executionId = filter?.pipelineExecutionId ?? filter?.latestInPipelineExecution?.pipelineExecutionId;
    if (executionId !== undefined) await findExistingExecution(parts.database, pipelineName, executionId);
    const listing = `ListActionExecutions ${pipelineName} ${executionId ?? ''}`;
    const before = nextToken === undefined ? undefined : readPageToken<number>(listing, nextToken);
    if (nextToken !== undefined && before === undefined) throw invalidNextToken();
    const limit = input.maxResults ?? LARGEST_PAGE;
    const actions = await listActions(parts.database, {
      pipeline: pipelineName,
      limit: limit + 1,
      ...(executionId === undefined ? {} : { executionId }),
      ...(before === undefined ? {} : { before }),
    });
    const page = cutPage(actions, limit, listing, ({ number }) => number);
    const masked = { ...pipeline, declaration: maskSecrets(pipeline.declaration) };
    return {
      actionExecutionDetails: page.rows.map((action) => describe(action, masked, parts.region)),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

const artifacts = (list: readonly NamedArtifact[]) =>
  list.map(({ name, bucket, key }) => ({ name, s3location: { bucket, key } }));

function describe(action: ActionExecution, pipeline: Pipeline, region: string) {
  const { document } = action;
  const declared = declaredAction(pipeline.declaration, action.stage, action.action);
  const result = {
    ...(document.externalId ? { externalExecutionId: document.externalId } : {}),
    ...(document.externalUrl ? { externalExecutionUrl: document.externalUrl } : {}),
    ...(document.summary === undefined ? {} : { externalExecutionSummary: document.summary }),
    ...(document.error ? { errorDetails: document.error } : {}),
  };
  return {
    pipelineExecutionId: action.executionId,
    actionExecutionId: action.id,
    pipelineVersion: document.version,
    stageName: action.stage,
    actionName: action.action,
    startTime: new Date(action.startedAt),
    lastUpdateTime: new Date(action.updatedAt),
    ...(document.lastUpdatedBy ? { updatedBy: document.lastUpdatedBy } : {}),
    status: action.status,
    input: {
      actionTypeId: declared.actionTypeId,
      configuration: declared.configuration,
      ...(document.resolvedConfiguration ? { resolvedConfiguration: document.resolvedConfiguration } : {}),
      region,
      inputArtifacts: artifacts(document.inputs),
      ...(declared.namespace ? { namespace: declared.namespace } : {}),
      ...(declared.roleArn ? { roleArn: declared.roleArn } : {}),
    },
    output: {
      outputArtifacts: action.status === 'Succeeded' ? artifacts(document.outputs) : [],
      executionResult: result,
      outputVariables: document.variables ?? {},
    },
  };
}
