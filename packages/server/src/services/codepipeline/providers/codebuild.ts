import type { Build } from '@aws-sdk/client-codebuild';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  type Handle,
  jobFailed,
} from './action-provider.ts';
import { pollBatch, startBatch, stopBatch } from './codebuild-batch.ts';
import { artifactOverrides, buildRequest, lookAgainAfter } from './codebuild-request.ts';

/** Starts a build of a project on the input artifacts, or a batch of builds; they write the output artifacts. */
export const codebuild: ActionProvider = {
  types: ['Build/CodeBuild', 'Test/CodeBuild', 'Rule/CodeBuild'],
  async start(job) {
    const primary = primaryInput(job);
    if (!primary && job.inputs.length > 0)
      return configurationError('PrimarySource must name one of the input artifacts');
    try {
      if (job.configuration.BatchEnabled === 'true') return await startBatch(job, primary);
      const request = { ...buildRequest(job), ...artifactOverrides(job, primary) };
      const { build } = await job.aws.codebuild.startBuild(request);
      return running(job, build);
    } catch (error) {
      const { name, message } = error as Error;
      if (!name.endsWith('Exception')) throw error;
      const operation = job.configuration.BatchEnabled === 'true' ? 'startBuildBatch' : 'startBuild';
      return configurationError(`Error calling ${operation}: ${message} (${name})`);
    }
  },
  poll: (job, handle) => (handle.batchId ? pollBatch(job, handle.batchId) : pollBuild(job, handle)),
  stop: (job, handle) => (handle.batchId ? stopBatch(job, handle.batchId) : stopBuild(job, handle)),
};

/** How far the build of an action is. */
export async function pollBuild(job: ActionJob, { buildId = '' }: Handle): Promise<ActionProgress> {
  const { builds } = await job.aws.codebuild.batchGetBuilds({ ids: [buildId] });
  const build = builds?.[0];
  if (!build) return jobFailed(`The build ${buildId} is gone`);
  return build.buildComplete ? outcome(job, build) : running(job, build);
}

export async function stopBuild(job: ActionJob, { buildId }: Handle): Promise<void> {
  if (buildId) await job.aws.codebuild.stopBuild({ id: buildId });
}

function primaryInput({ inputs, configuration }: ActionJob) {
  return inputs.length === 1 ? inputs[0] : inputs.find(({ name }) => name === configuration.PrimarySource);
}

function facts({ declaration }: ActionJob, build: Build | undefined) {
  const isCompute = declaration.actionTypeId?.category === 'Compute';
  const stream = isCompute && build?.logs?.streamName ? build.logs.cloudWatchLogsArn : undefined;
  return {
    ...(stream ? { logStreamArn: stream } : {}),
    ...(build?.id ? { externalId: build.id } : {}),
    ...(build?.logs?.deepLink ? { externalUrl: build.logs.deepLink } : {}),
  };
}

export function running(job: ActionJob, build: Build | undefined): ActionProgress {
  const handle: Handle = { buildId: build?.id ?? '' };
  return { state: 'running', handle, pollAfterMs: lookAgainAfter(job.elapsedMs), ...facts(job, build) };
}

function outcome(job: ActionJob, build: Build): ActionProgress {
  if (build.buildStatus !== 'SUCCEEDED')
    return jobFailed(`Build terminated with state: ${build.buildStatus}`, facts(job, build));
  const exported = build.exportedEnvironmentVariables ?? [];
  const variables = Object.fromEntries(exported.map(({ name, value }) => [name ?? '', value ?? '']));
  return { state: 'succeeded', variables, ...facts(job, build) };
}
