import type { DeletePipelineCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { deleteActions, listActions } from '../store/actions.ts';
import { deleteExecutions } from '../store/executions.ts';
import { deletePipelineRows, lockPipeline } from '../store/pipelines.ts';
import { deleteSuccesses } from '../store/successes.ts';

/** Deleting what is not there succeeds. Running executions are abandoned, their history goes with the pipeline. */
export const deletePipeline = operation<DeletePipelineCommand, Parts>('DeletePipeline', async ({ name }, parts) => {
  const { database, aws } = parts;
  const builds = await database.transaction(async (tx) => {
    const pipeline = await lockPipeline(tx, name);
    if (!pipeline) return [];
    const actions = await listActions(tx, { pipeline: name, limit: 1_000 });
    const running = actions.filter(({ status }) => status === 'InProgress');
    await deleteActions(tx, name);
    await deleteExecutions(tx, name);
    await deleteSuccesses(tx, name);
    await deletePipelineRows(tx, name);
    return running.flatMap(({ document }) => document.handle?.buildId ?? []);
  });
  for (const id of builds) await aws.codebuild.stopBuild({ id });
});
