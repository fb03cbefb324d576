import type { ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeExecution } from '../describe-execution.ts';
import { invalidNextToken } from '../errors.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { type Execution, listExecutions } from '../store/executions.ts';
import type { Pipeline } from '../store/pipelines.ts';

const LARGEST_PAGE = 100;

export const listPipelineExecutions = operation<ListPipelineExecutionsCommand, Parts>(
  'ListPipelineExecutions',
  async (input, parts) => {
    const { pipelineName, nextToken } = input;
    const pipeline = await findExistingPipeline(parts, pipelineName);
    const stage = input.filter?.succeededInStage?.stageName;
    const listing = `ListPipelineExecutions ${pipelineName} ${stage ?? ''}`;
    const before = nextToken === undefined ? undefined : readPageToken<number>(listing, nextToken);
    if (nextToken !== undefined && before === undefined) throw invalidNextToken();
    const limit = input.maxResults ?? LARGEST_PAGE;
    const executions = await listExecutions(parts.database, {
      pipeline: pipelineName,
      limit: limit + 1,
      ...(before === undefined ? {} : { before }),
      ...(stage === undefined ? {} : { succeededIn: stage }),
    });
    const page = cutPage(executions, limit, listing, ({ number }) => number);
    return {
      pipelineExecutionSummaries: page.rows.map((execution) => describe(execution, pipeline)),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

function describe(execution: Execution, pipeline: Pipeline) {
  const { startedAt, updatedAt, document } = execution;
  return {
    ...describeExecution(execution, pipeline),
    startTime: new Date(startedAt),
    lastUpdateTime: new Date(updatedAt),
    sourceRevisions: Object.entries(document.revisions).map(([actionName, revision]) => ({
      actionName,
      revisionId: revision.id,
      revisionSummary: revision.summary,
      revisionUrl: revision.url,
    })),
    ...(document.stopReason === undefined ? {} : { stopTrigger: { reason: document.stopReason } }),
  };
}
