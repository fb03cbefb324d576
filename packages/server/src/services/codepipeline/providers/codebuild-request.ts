import type { ActionJob } from './action-provider.ts';

/** Builds are looked at often at first, so that short ones cost little, and never less than once a second. */
const OFTEN_MS = 15;
const SELDOM_MS = 1_000;
export const lookAgainAfter = (elapsedMs: number): number => Math.min(SELDOM_MS, Math.max(OFTEN_MS, elapsedMs / 20));

export const arnOf = ({ bucket, key }: { bucket: string; key: string }): string => `arn:aws:s3:::${bucket}/${key}`;

type Input = ActionJob['inputs'][number];

/** What StartBuild and StartBuildBatch are asked alike. */
export function buildRequest({ configuration, id }: ActionJob) {
  return {
    projectName: configuration.ProjectName,
    idempotencyToken: id,
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

/** Where builds take their sources from. */
export function sourceOverrides({ inputs }: ActionJob, primary: Input) {
  const further = inputs.filter((input) => input !== primary);
  const type = 'CODEPIPELINE' as const;
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
  };
}

/** Where outputs go by their names. */
export const namedOutputs = ({ outputs }: ActionJob) =>
  outputs.map((output) => ({
    type: 'CODEPIPELINE' as const,
    location: arnOf(output),
    artifactIdentifier: output.name,
  }));

/** The same with where a build puts its artifacts; a rule without input artifacts builds what its project says. */
export function artifactOverrides(job: ActionJob, primary: Input | undefined) {
  const [first] = job.outputs;
  const several = job.outputs.length > 1;
  if (!primary) return {};
  return {
    ...sourceOverrides(job, primary),
    artifactsOverride: { type: 'CODEPIPELINE' as const, ...(first && !several ? { location: arnOf(first) } : {}) },
    ...(several ? { secondaryArtifactsOverride: namedOutputs(job) } : {}),
  };
}
