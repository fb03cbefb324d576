import type { ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidNextToken } from '../errors.ts';
import { findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { executionsSucceededIn } from '../store/actions.ts';
import { type Execution, listExecutions } from '../store/executions.ts';

const LARGEST_PAGE = 100;

export const listPipelineExecutions = operation<ListPipelineExecutionsCommand, Parts>(
  'ListPipelineExecutions',
  async (input, parts) => {
    const { pipelineName, nextToken } = input;
    await findExistingPipeline(parts, pipelineName);
    const stage = input.filter?.succeededInStage?.stageName;
    const listing = `ListPipelineExecutions ${pipelineName} ${stage ?? ''}`;
    const before = nextToken === undefined ? undefined : readPageToken<number>(listing, nextToken);
    if (nextToken !== undefined && before === undefined) throw invalidNextToken();
    const limit = input.maxResults ?? LARGEST_PAGE;
    const ids = stage === undefined ? undefined : await executionsSucceededIn(parts.database, pipelineName, stage);
    const executions = await listExecutions(parts.database, {
      pipeline: pipelineName,
      limit: limit + 1,
      ...(before === undefined ? {} : { before }),
      ...(ids ? { ids } : {}),
    });
    const page = cutPage(executions, limit, listing, ({ number }) => number);
    return {
      pipelineExecutionSummaries: page.rows.map(describe),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

function describe({ id, status, startedAt, updatedAt, document }: Execution) {
  return {
    pipelineExecutionId: id,
    status,
    ...(document.statusSummary ? { statusSummary: document.statusSummary } : {}),
    startTime: new Date(startedAt),
    lastUpdateTime: new Date(updatedAt),
    sourceRevisions: Object.entries(document.revisions).map(([actionName, revision]) => ({
      actionName,
      revisionId: revision.id,
      revisionSummary: revision.summary,
      revisionUrl: revision.url,
    })),
    trigger: { triggerType: document.trigger.type as 'Webhook', triggerDetail: document.trigger.detail },
    ...(document.stopReason === undefined ? {} : { stopTrigger: { reason: document.stopReason } }),
    executionMode: 'SUPERSEDED' as const,
    executionType: 'STANDARD' as const,
  };
}
