import type { RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { advance } from '../advance.ts';
import { findEngineExecution } from '../engine-execution.ts';
import { notLatestExecution, stageNotRetryable } from '../errors.ts';
import { checkStage, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { ExecutionState, RetryMode } from '../rules/engine/engine-state.ts';
import { checkConcurrency } from '../start-execution.ts';
import type { Pipeline } from '../store/pipelines.ts';

export const retryStageExecution = operation<RetryStageExecutionCommand, Parts>(
  'RetryStageExecution',
  async ({ pipelineName, stageName, pipelineExecutionId: id, retryMode: mode }, parts) => {
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      checkStage(pipeline, stageName);
      const execution = await findEngineExecution(tx, pipeline, id);
      checkRetryable(pipeline, execution, { stageName, id, mode });
      if (!pipeline.state.executions[id]) checkConcurrency(pipeline);
      const forgotten = execution ? { forgotten: execution } : {};
      await advance(tx, parts, pipeline, { type: 'retry', executionId: id, stage: stageName, mode, ...forgotten });
    });
    return { pipelineExecutionId: id };
  },
);

function checkRetryable(
  pipeline: Pipeline,
  execution: ExecutionState | undefined,
  { stageName, id, mode }: { stageName: string; id: string; mode: RetryMode },
): void {
  const run = execution?.run?.stage === stageName ? execution.run : undefined;
  const latest = pipeline.state.stages.find(({ name }) => name === stageName)?.latest;
  const isParallel = (pipeline.declaration.executionMode ?? 'SUPERSEDED') === 'PARALLEL';
  if (!isParallel && latest?.executionId !== id) throw notLatestExecution(id);
  if (!run && !isParallel) throw stageNotRetryable(stageName, 'it has not failed');
  if (!run) throw notLatestExecution(id);
  if (run.status === 'InProgress') throw stageNotRetryable(stageName, 'it is in progress');
  if (!['Failed', 'Stopped'].includes(run.status)) throw stageNotRetryable(stageName, 'it has not failed');
  if (execution?.version !== pipeline.version) throw stageNotRetryable(stageName, 'the pipeline has changed since');
  const running = Object.values(run.actions).some(({ status }) => status === 'InProgress');
  if (mode === 'ALL_ACTIONS' && running) throw stageNotRetryable(stageName, 'some of its actions are in progress');
}
