import type { DeletePipelineCommand } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../../database/database.ts';
import { operation } from '../../../gateway/operation.ts';
import { declarationOf, declaredFor } from '../declared.ts';
import type { Parts } from '../parts.ts';
import { deleteActions, listRunning } from '../store/actions.ts';
import { deleteExecutions, findExecution } from '../store/executions.ts';
import { deletePipelineRows, lockPipeline, type Pipeline } from '../store/pipelines.ts';
import { deleteRevisions } from '../store/revisions.ts';
import { deleteSuccesses } from '../store/successes.ts';
import { STOP_ACTION } from '../work-kinds.ts';
import type { RunToStop } from '../workers/stop-action.ts';

/** Deleting what is not there succeeds. Running executions are abandoned, their history goes with the pipeline. */
export const deletePipeline = operation<DeletePipelineCommand, Parts>('DeletePipeline', async ({ name }, parts) => {
  await parts.database.transaction(async (tx) => {
    const pipeline = await lockPipeline(tx, name);
    if (!pipeline) return;
    for (const payload of await findRunning(tx, pipeline))
      await parts.queue.enqueue(tx, { kind: STOP_ACTION, payload });
    await deleteActions(tx, name);
    await deleteExecutions(tx, name);
    await deleteSuccesses(tx, name);
    await deleteRevisions(tx, name);
    await deletePipelineRows(tx, name);
  });
});

/** All that is needed to stop what runs once nothing of the pipeline is left. */
async function findRunning(tx: Db, pipeline: Pipeline): Promise<RunToStop[]> {
  const found: RunToStop[] = [];
  for (const action of await listRunning(tx, pipeline.name)) {
    const execution = await findExecution(tx, pipeline.name, action.executionId);
    const declaration = await declarationOf(tx, pipeline, action.document.version);
    if (execution) found.push({ action, execution, declaration: declaredFor(declaration, action) });
  }
  return found;
}
