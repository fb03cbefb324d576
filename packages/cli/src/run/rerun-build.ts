import type { Build, ProjectSource, StartBuildInput } from '@aws-sdk/client-codebuild';

/**
 * The request that builds the same again: the same commit, image, variables, buildspec and limits, whatever the project has become.
 * The artifacts go where the project says now; those of a pipeline's build go nowhere, so that no artifact of the pipeline changes.
 */
export function rerunInput(build: Build): StartBuildInput {
  const { projectName = '', environment, logs, secondarySources, secondarySourceVersions } = build;
  return withoutGaps({
    projectName,
    ...sourceOverrides(build.source),
    sourceVersion: sourceVersionOf(build),
    secondarySourcesOverride: secondarySources,
    secondarySourcesVersionOverride: secondarySourceVersions,
    ...(build.source?.type === 'CODEPIPELINE' ? artifactsOfPipeline(build) : {}),
    environmentTypeOverride: environment?.type,
    imageOverride: environment?.image,
    computeTypeOverride: environment?.computeType,
    environmentVariablesOverride: environment?.environmentVariables,
    certificateOverride: environment?.certificate,
    privilegedModeOverride: environment?.privilegedMode,
    registryCredentialOverride: environment?.registryCredential,
    imagePullCredentialsTypeOverride: environment?.imagePullCredentialsType,
    fleetOverride: environment?.fleet,
    cacheOverride: build.cache,
    logsConfigOverride: withoutGaps({ cloudWatchLogs: logs?.cloudWatchLogs, s3Logs: logs?.s3Logs }),
    serviceRoleOverride: build.serviceRole,
    encryptionKeyOverride: build.encryptionKey,
    timeoutInMinutesOverride: build.timeoutInMinutes,
    queuedTimeoutInMinutesOverride: build.queuedTimeoutInMinutes,
  });
}

type Filled<Values> = { [Key in keyof Values]: Exclude<Values[Key], undefined> };

/** Without the members that say nothing. */
const withoutGaps = <Values extends object>(values: Values): Filled<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Filled<Values>;

function sourceOverrides(source: ProjectSource | undefined) {
  const { type, buildspec } = source ?? {};
  return {
    sourceTypeOverride: type,
    sourceLocationOverride: source?.location,
    sourceAuthOverride: source?.auth,
    gitCloneDepthOverride: source?.gitCloneDepth,
    gitSubmodulesConfigOverride: source?.gitSubmodulesConfig,
    // The name that no buildspec stands for, in case the project has one by now.
    buildspecOverride: buildspec || (type === 'NO_SOURCE' ? undefined : 'buildspec.yml'),
    insecureSslOverride: source?.insecureSsl,
    buildStatusConfigOverride: source?.buildStatusConfig,
  };
}

const COMMIT = /^[0-9a-f]{40}$/;

/** The commit that was built, on the branch or the pull request that was asked for. */
export function sourceVersionOf({ source, sourceVersion, resolvedSourceVersion }: Build): string | undefined {
  if (!COMMIT.test(resolvedSourceVersion ?? '') || source?.type === 'CODEPIPELINE') return sourceVersion;
  const reference = sourceVersion?.replace(/\^\{.*\}$/, '');
  if (!reference || COMMIT.test(reference)) return resolvedSourceVersion;
  return `${reference}^{${resolvedSourceVersion}}`;
}

function artifactsOfPipeline({ secondaryArtifacts }: Build) {
  const type = 'CODEPIPELINE' as const;
  return {
    artifactsOverride: { type },
    secondaryArtifactsOverride: (secondaryArtifacts ?? []).map(({ artifactIdentifier }) => ({
      type,
      ...(artifactIdentifier === undefined ? {} : { artifactIdentifier }),
    })),
  };
}
