import type { StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { advance } from '../advance.ts';
import { duplicatedStop, notStoppable } from '../errors.ts';
import { lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import { changeExecution, findExecution } from '../store/executions.ts';

/** Stopping that waits may be turned into abandoning, once. */
export const stopPipelineExecution = operation<StopPipelineExecutionCommand, Parts>(
  'StopPipelineExecution',
  async ({ pipelineName, pipelineExecutionId: id, abandon = false, reason }, parts) => {
    await parts.database.transaction(async (tx) => {
      const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
      const execution = await findExecution(tx, pipelineName, id);
      const state = pipeline.state.executions[id];
      if (!execution || !state || !['InProgress', 'Stopping'].includes(state.status)) throw notStoppable(id);
      if (state.stop && (state.stop === 'abandon' || !abandon)) throw duplicatedStop(id);
      const document = { ...execution.document, ...(reason === undefined ? {} : { stopReason: reason }) };
      await changeExecution(tx, id, { document, now: parts.clock.now() });
      await advance(tx, parts, pipeline, { type: 'stop', executionId: id, abandon });
    });
    return { pipelineExecutionId: id };
  },
);
