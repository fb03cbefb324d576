import type { GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { findExistingExecution, findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getPipelineExecution = operation<GetPipelineExecutionCommand, Parts>(
  'GetPipelineExecution',
  async ({ pipelineName, pipelineExecutionId }, parts) => {
    await findExistingPipeline(parts, pipelineName);
    const { id, status, document } = await findExistingExecution(parts.database, pipelineName, pipelineExecutionId);
    const artifactRevisions = Object.entries(document.artifacts).flatMap(([name, { revision }]) =>
      revision ? [{ name, revisionId: revision.id, revisionSummary: revision.summary, revisionUrl: revision.url }] : [],
    );
    return {
      pipelineExecution: {
        pipelineName,
        pipelineVersion: document.version,
        pipelineExecutionId: id,
        status,
        ...(document.statusSummary ? { statusSummary: document.statusSummary } : {}),
        artifactRevisions,
        variables: Object.entries(document.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
        trigger: { triggerType: document.trigger.type as 'Webhook', triggerDetail: document.trigger.detail },
        executionMode: 'SUPERSEDED' as const,
        executionType: 'STANDARD' as const,
      },
    };
  },
);
