import type { GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { describeExecution } from '../describe-execution.ts';
import { findExistingExecution, findExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getPipelineExecution = operation<GetPipelineExecutionCommand, Parts>(
  'GetPipelineExecution',
  async ({ pipelineName, pipelineExecutionId }, parts) => {
    const pipeline = await findExistingPipeline(parts, pipelineName);
    const execution = await findExistingExecution(parts.database, pipelineName, pipelineExecutionId);
    const { document } = execution;
    const artifactRevisions = Object.entries(document.artifacts).flatMap(([name, { revision }]) =>
      revision ? [{ name, revisionId: revision.id, revisionSummary: revision.summary, revisionUrl: revision.url }] : [],
    );
    return {
      pipelineExecution: {
        pipelineName,
        pipelineVersion: document.version,
        ...describeExecution(execution, pipeline),
        artifactRevisions,
        variables: Object.entries(document.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
      },
    };
  },
);
