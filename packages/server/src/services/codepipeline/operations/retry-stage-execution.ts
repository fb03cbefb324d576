import type { RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { advance } from '../advance.ts';
import { notLatestExecution, stageNotRetryable } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { Pipeline } from '../store/pipelines.ts';

export const retryStageExecution = operation<RetryStageExecutionCommand, Parts>(
  'RetryStageExecution',
  async ({ pipelineName, stageName, pipelineExecutionId: id, retryMode }, parts) => {
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      checkStage(pipeline, stageName);
      checkRetryable(pipeline, { stageName, id, all: retryMode === 'ALL_ACTIONS' });
      await advance(tx, parts, pipeline, { type: 'retry', executionId: id, stage: stageName, mode: retryMode });
    });
    return { pipelineExecutionId: id };
  },
);

function checkRetryable(
  pipeline: Pipeline,
  { stageName, id, all }: { stageName: string; id: string; all: boolean },
): void {
  const stage = pipeline.state.stages.find(({ name }) => name === stageName);
  if (stage?.latest?.executionId !== id) throw notLatestExecution(id);
  if (stage.latest.status === 'InProgress') throw stageNotRetryable(stageName, 'it is in progress');
  if (!['Failed', 'Stopped'].includes(stage.latest.status)) throw stageNotRetryable(stageName, 'it has not failed');
  if (pipeline.state.executions[id]?.version !== pipeline.version) {
    throw stageNotRetryable(stageName, 'the pipeline has changed since');
  }
  const running = Object.values(stage.actions).some(
    ({ status, executionId }) => executionId === id && status === 'InProgress',
  );
  if (all && running) throw stageNotRetryable(stageName, 'some of its actions are in progress');
}
