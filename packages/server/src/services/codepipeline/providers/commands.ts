import { type ActionJob, type ActionProgress, type ActionProvider, configurationError } from './action-provider.ts';
import { pollBuild, running, stopBuild } from './codebuild.ts';
import { artifactOverrides } from './codebuild-request.ts';

/** The image of AWS's own Commands actions; executors map it to what they have. */
const IMAGE = 'aws/codebuild/amazonlinux2-x86_64-standard:5.0';
const TIMEOUT_MINUTES = 55;
const COMPUTE = {
  SMALL: 'BUILD_GENERAL1_SMALL',
  MEDIUM: 'BUILD_GENERAL1_MEDIUM',
  LARGE: 'BUILD_GENERAL1_LARGE',
} as const;

/** Runs shell commands on the input artifacts, as a build of a project that no listing shows. */
export const commands: ActionProvider = {
  types: ['Compute/Commands', 'Rule/Commands'],
  async start(job) {
    const { EnvironmentType = 'LINUX_CONTAINER', ComputeType = 'SMALL' } = job.configuration;
    const computeType = COMPUTE[ComputeType as keyof typeof COMPUTE];
    if (EnvironmentType !== 'LINUX_CONTAINER')
      return configurationError(`EnvironmentType ${EnvironmentType} is not implemented by Codeyard yet`);
    if (!computeType) return configurationError(`ComputeType must be SMALL, MEDIUM or LARGE, and not ${ComputeType}`);
    const resolved = resolveTexts(job);
    if (typeof resolved === 'string') return configurationError(resolved);
    try {
      await ensureProject(job);
      return await startBuild(job, resolved, computeType);
    } catch (error) {
      const { name, message } = error as Error;
      if (!name.endsWith('Exception')) throw error;
      return configurationError(`The commands could not be started: ${message} (${name})`);
    }
  },
  poll: pollBuild,
  stop: stopBuild,
};

interface Texts {
  readonly commands: readonly string[];
  readonly variables: readonly { name: string; value: string; type: 'PLAINTEXT' | 'SECRETS_MANAGER' }[];
}

/** Commands and values with their variables filled in, or what is wrong with one of them. */
function resolveTexts({ declaration, resolve }: ActionJob): Texts | string {
  const missing = (what: string, reference: string) =>
    `The variable reference ${reference} in ${what} does not stand for anything`;
  const commands: string[] = [];
  for (const command of declaration.commands ?? []) {
    const text = resolve(command);
    if (!text.ok) return missing('commands', text.missing);
    commands.push(text.text);
  }
  const variables: Texts['variables'][number][] = [];
  for (const { name = '', value = '', type = 'PLAINTEXT' } of declaration.environmentVariables ?? []) {
    const text = resolve(value);
    if (!text.ok) return missing(`the environment variable ${name}`, text.missing);
    variables.push({ name, value: text.text, type });
  }
  return { commands, variables };
}

const projectOf = ({ pipeline }: ActionJob) => `codepipeline-commands-${pipeline}`;

/** The project that a pipeline's commands share; another action may have made it a moment ago. */
async function ensureProject(job: ActionJob): Promise<void> {
  await job.aws.codebuild
    .createProject({
      name: projectOf(job),
      source: { type: 'CODEPIPELINE' },
      artifacts: { type: 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', image: IMAGE, computeType: COMPUTE.SMALL },
      serviceRole: job.roleArn,
    })
    .catch((error: Error) => {
      if (error.name !== 'ResourceAlreadyExistsException') throw error;
    });
}

async function startBuild(
  job: ActionJob,
  { commands, variables }: Texts,
  computeType: (typeof COMPUTE)[keyof typeof COMPUTE],
): Promise<ActionProgress> {
  const { declaration, inputs, id, pipeline } = job;
  const files = declaration.outputArtifacts?.[0]?.files ?? ['**/*'];
  const buildspec = {
    version: 0.2,
    env: { 'exported-variables': declaration.outputVariables ?? [] },
    phases: { build: { commands } },
    artifacts: { files },
  };
  const { build } = await job.aws.codebuild.startBuild({
    projectName: projectOf(job),
    idempotencyToken: id,
    ...(inputs[0]
      ? artifactOverrides(job, inputs[0])
      : { sourceTypeOverride: 'NO_SOURCE', artifactsOverride: { type: 'NO_ARTIFACTS' } }),
    buildspecOverride: JSON.stringify(buildspec),
    serviceRoleOverride: job.roleArn,
    computeTypeOverride: computeType,
    timeoutInMinutesOverride: TIMEOUT_MINUTES,
    environmentVariablesOverride: [...variables],
    logsConfigOverride: {
      cloudWatchLogs: { status: 'ENABLED', groupName: `/aws/codepipeline/${pipeline}`, streamName: id },
    },
  });
  return running(job, build);
}
