import type { Build } from '@aws-sdk/client-codebuild';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  type Handle,
  jobFailed,
} from './action-provider.ts';

/** Builds are looked at often at first, so that short ones cost little, and never less than once a second. */
const OFTEN_MS = 15;
const SELDOM_MS = 1_000;
const lookAgainAfter = (elapsedMs: number) => Math.min(SELDOM_MS, Math.max(OFTEN_MS, elapsedMs / 20));

const arnOf = ({ bucket, key }: { bucket: string; key: string }) => `arn:aws:s3:::${bucket}/${key}`;

/** Starts a build of a project on the input artifacts; the build writes the output artifacts. */
export const codebuild: ActionProvider = {
  types: ['Build/CodeBuild', 'Test/CodeBuild', 'Rule/CodeBuild'],
  async start(job) {
    if (job.configuration.BatchEnabled === 'true') {
      return configurationError('Batch builds (BatchEnabled) are not implemented by Codeyard yet');
    }
    const primary = primaryInput(job);
    if (!primary && job.inputs.length > 0)
      return configurationError('PrimarySource must name one of the input artifacts');
    try {
      const { build } = await job.aws.codebuild.startBuild(request(job, primary));
      return running(job, build);
    } catch (error) {
      const { name, message } = error as Error;
      if (!name.endsWith('Exception')) throw error;
      return configurationError(`Error calling startBuild: ${message} (${name})`);
    }
  },
  poll: pollBuild,
  stop: stopBuild,
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

function request(job: ActionJob, primary: ActionJob['inputs'][number] | undefined) {
  const { configuration, id } = job;
  return {
    projectName: configuration.ProjectName,
    idempotencyToken: id,
    ...artifactOverrides(job, primary),
    ...(configuration.BuildspecOverride ? { buildspecOverride: configuration.BuildspecOverride } : {}),
    ...(configuration.EnvironmentVariables
      ? {
          environmentVariablesOverride: JSON.parse(configuration.EnvironmentVariables) as {
            name: string;
            value: string;
          }[],
        }
      : {}),
  };
}

/** Where a build takes its sources from and puts its artifacts; a rule without input artifacts builds what its project says. */
export function artifactOverrides({ inputs, outputs }: ActionJob, primary: ActionJob['inputs'][number] | undefined) {
  const further = inputs.filter((input) => input !== primary);
  const [first] = outputs;
  const several = outputs.length > 1;
  const type = 'CODEPIPELINE' as const;
  if (!primary) return {};
  return {
    sourceTypeOverride: type,
    sourceVersion: arnOf(primary),
    ...(further.length > 0
      ? {
          secondarySourcesOverride: further.map((input) => ({
            type,
            location: arnOf(input),
            sourceIdentifier: input.name,
          })),
        }
      : {}),
    artifactsOverride: { type, ...(first && !several ? { location: arnOf(first) } : {}) },
    ...(several
      ? {
          secondaryArtifactsOverride: outputs.map((output) => ({
            type,
            location: arnOf(output),
            artifactIdentifier: output.name,
          })),
        }
      : {}),
  };
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
