import type { BuildBatch } from '@aws-sdk/client-codebuild';
import { type ActionJob, type ActionProgress, configurationError, jobFailed } from './action-provider.ts';
import { arnOf, buildRequest, lookAgainAfter, namedOutputs, sourceOverrides } from './codebuild-request.ts';

type Input = ActionJob['inputs'][number];

/** Starts a batch of builds (`BatchEnabled`) on the input artifacts. */
export async function startBatch(job: ActionJob, primary: Input | undefined): Promise<ActionProgress> {
  const combineArtifacts = job.configuration.CombineArtifacts === 'true';
  if (combineArtifacts && job.outputs.length > 1) {
    return configurationError('With CombineArtifacts an action can have one output artifact only');
  }
  const { buildBatch } = await job.aws.codebuild.startBuildBatch({
    ...buildRequest(job),
    ...(primary ? { ...sourceOverrides(job, primary), ...outputOverrides(job, combineArtifacts) } : {}),
    buildBatchConfigOverride: { combineArtifacts },
  });
  return running(job, buildBatch);
}

/**
 * Combined artifacts are the one output. Others are told apart by their names: `<build>` holds what the build of this
 * identifier made, `<build>_<artifact>` one of its secondary artifacts.
 */
function outputOverrides(job: ActionJob, combineArtifacts: boolean) {
  const type = 'CODEPIPELINE' as const;
  const [first] = job.outputs;
  if (combineArtifacts) return { artifactsOverride: { type, ...(first ? { location: arnOf(first) } : {}) } };
  const outputs = namedOutputs(job);
  return { artifactsOverride: { type }, ...(outputs.length > 0 ? { secondaryArtifactsOverride: outputs } : {}) };
}

/** How far the batch of an action is. Variables that its builds export are nobody's: there is one of each per build. [inferred] */
export async function pollBatch(job: ActionJob, id: string): Promise<ActionProgress> {
  const { buildBatches } = await job.aws.codebuild.batchGetBuildBatches({ ids: [id] });
  const batch = buildBatches?.[0];
  if (!batch) return jobFailed(`The build batch ${id} is gone`);
  if (!batch.complete) return running(job, batch);
  const facts = { externalId: id };
  if (batch.buildBatchStatus === 'SUCCEEDED') return { state: 'succeeded', ...facts };
  return jobFailed(`Build terminated with state: ${batch.buildBatchStatus}`, facts);
}

export async function stopBatch(job: ActionJob, id: string): Promise<void> {
  await job.aws.codebuild.stopBuildBatch({ id });
}

function running(job: ActionJob, batch: BuildBatch | undefined): ActionProgress {
  const id = batch?.id ?? '';
  return { state: 'running', handle: { batchId: id }, pollAfterMs: lookAgainAfter(job.elapsedMs), externalId: id };
}
