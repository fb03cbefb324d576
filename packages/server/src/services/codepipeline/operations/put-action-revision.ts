import type { PutActionRevisionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionNotFound } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { startExecution } from '../start-execution.ts';
import { listExecutions } from '../store/executions.ts';
import { noteRevision } from '../store/revisions.ts';

/** A source tells of its newest revision: one that is new starts an execution. */
export const putActionRevision = operation<PutActionRevisionCommand, Parts>(
  'PutActionRevision',
  async (input, parts) => {
    const { pipelineName: name, stageName, actionName, actionRevision } = input;
    return await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, name);
      checkStage(pipeline, stageName);
      const stage = pipeline.declaration.stages?.find((one) => one.name === stageName);
      if (!stage?.actions?.some((action) => action.name === actionName)) throw actionNotFound(stageName, actionName);
      const { revisionId: revision } = actionRevision;
      const change = await noteRevision(tx, {
        pipeline: name,
        action: `${stageName}/${actionName}`,
        ref: 'put',
        revision,
      });
      if (change === 'same') {
        const [latest] = await listExecutions(tx, { pipeline: name, limit: 1 });
        return { newRevision: false, ...(latest ? { pipelineExecutionId: latest.id } : {}) };
      }
      const trigger = { type: 'PutActionRevision', detail: parts.request.caller.arn };
      return { newRevision: true, pipelineExecutionId: await startExecution(tx, parts, pipeline, { trigger }) };
    });
  },
);
