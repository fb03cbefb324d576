import type { RollbackStageCommand } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../../database/database.ts';
import { operation } from '../../../gateway/operation.ts';
import { advance, insertRollback } from '../advance.ts';
import { conflict, executionOutdated, unableToRollback } from '../errors.ts';
import { checkStage, findExistingExecution, lockExistingPipeline } from '../find.ts';
import type { Parts } from '../parts.ts';
import type { Execution } from '../store/executions.ts';
import type { Pipeline } from '../store/pipelines.ts';
import { hasSucceeded } from '../store/successes.ts';

/** A new execution runs the stage again with what the target ran it with; the stages after it are left alone. */
export const rollbackStage = operation<RollbackStageCommand, Parts>('RollbackStage', async (input, parts) => {
  const { pipelineName, stageName, targetPipelineExecutionId } = input;
  const id = parts.ids.uuid();
  await parts.database.transaction(async (tx) => {
    const pipeline = await lockExistingPipeline(tx, parts, pipelineName);
    checkStage(pipeline, stageName);
    const target = await findExistingExecution(tx, pipelineName, targetPipelineExecutionId);
    await checkRollback(tx, pipeline, stageName, target);
    const trigger = { type: 'ManualRollback', detail: parts.request.caller.arn };
    await insertRollback(tx, parts, pipeline, { id, number: pipeline.state.starts + 1, target, trigger });
    await advance(tx, parts, pipeline, { type: 'rollback', executionId: id, stage: stageName, target: target.id });
  });
  return { pipelineExecutionId: id };
});

async function checkRollback(tx: Db, pipeline: Pipeline, stage: string, target: Execution): Promise<void> {
  const { declaration, name, version } = pipeline;
  if (declaration.executionMode === 'PARALLEL')
    throw unableToRollback(stage, 'pipelines in PARALLEL mode have no rollback');
  if (declaration.stages?.[0]?.name === stage) throw unableToRollback(stage, 'it is the source stage');
  if (target.document.version !== version) throw executionOutdated(target.id);
  if (target.document.rollbackTarget !== undefined)
    throw unableToRollback(stage, `the execution ${target.id} is a rollback itself`);
  if (!(await hasSucceeded(tx, { pipeline: name, stage, executionId: target.id })))
    throw unableToRollback(stage, `the execution ${target.id} has not succeeded in it`);
  const lock = pipeline.state.stages.find((one) => one.name === stage)?.lock;
  if (lock !== undefined) throw conflict(`The execution ${lock} is in the stage '${stage}'`);
}
