import type { StartBuildInput } from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../gateway/operation.ts';
import { artifactArn, locateArtifacts } from './artifact-location.ts';
import { artifactsOf, type Build, type BuildDefinition, type UploadedArtifacts } from './build.ts';
import {
  type Definition,
  type Source,
  type Variable,
  withArtifactDefaults,
  withEnvironmentDefaults,
  withSourceDefaults,
} from './definition.ts';
import { keepToLambda } from './machine-for.ts';
import { present } from './present.ts';
import { roleArn } from './role-arn.ts';

export type Overrides = Omit<Checked<StartBuildInput>, 'projectName' | 'idempotencyToken'>;

/** A build's identity, given by whoever starts it. */
export interface BuildIdentity {
  readonly projectName: string;
  readonly uuid: string;
  readonly number: number;
  readonly initiator: string;
  readonly account: string;
}

/** A build that was just submitted: SUBMITTED is over, QUEUED is open. */
export function newBuild(identity: BuildIdentity, definition: BuildDefinition, now: number): Build {
  const { projectName, uuid, number, initiator } = identity;
  return {
    id: `${projectName}:${uuid}`,
    uuid,
    projectName,
    number,
    initiator,
    startedAt: now,
    definition,
    status: 'IN_PROGRESS',
    phases: [
      { type: 'SUBMITTED', startedAt: now, endedAt: now, status: 'SUCCEEDED' },
      { type: 'QUEUED', startedAt: now },
    ],
    queueDeadlineAt: now + definition.queuedTimeoutInMinutes * 60_000,
    artifacts: predictArtifacts(identity, definition),
  };
}

/** A sandbox that was just asked for. Its session has no artifacts. */
export function newSandbox(identity: Omit<BuildIdentity, 'number'>, definition: BuildDefinition, now: number): Build {
  const build = newBuild({ ...identity, number: 0 }, definition, now);
  return { ...build, id: `sandbox/${build.id}`, artifacts: {}, sandbox: true };
}

/** Where artifacts will be if the buildspec does not rename them: what StartBuild already answers. */
function predictArtifacts(
  identity: BuildIdentity,
  definition: BuildDefinition,
): Readonly<Record<string, UploadedArtifacts>> {
  return Object.fromEntries(
    artifactsOf(definition).map(({ artifacts, identifier }) => {
      const target = locateArtifacts(artifacts, identity);
      return [identifier, { location: target ? artifactArn(target) : '' }];
    }),
  );
}

/** A project's definition; or one that was made of it already and has no project-only members. */
type Base = BuildDefinition & Partial<Omit<Definition, keyof BuildDefinition>>;

/** A project's definition as one build sees it. */
export function applyOverrides(
  project: Base,
  overrides: Overrides,
  identity: { readonly projectName: string; readonly account: string },
): BuildDefinition {
  const { tags, badgeEnabled, concurrentBuildLimit, buildBatchConfig, description, ...base } = project;
  const { artifactsOverride, secondaryArtifactsOverride, secondarySourcesOverride } = overrides;
  return keepToLambda({
    ...base,
    source: overriddenSource(base.source, overrides),
    environment: overriddenEnvironment(base.environment, overrides),
    ...present('sourceVersion', overrides.sourceVersion),
    ...present('secondarySources', secondarySourcesOverride?.map(withSourceDefaults)),
    ...present('secondarySourceVersions', overrides.secondarySourcesVersionOverride),
    ...present('artifacts', artifactsOverride && withArtifactDefaults(artifactsOverride, identity.projectName)),
    ...present(
      'secondaryArtifacts',
      secondaryArtifactsOverride?.map((artifacts) =>
        withArtifactDefaults(artifacts, artifacts.artifactIdentifier ?? ''),
      ),
    ),
    ...present('cache', overrides.cacheOverride),
    ...present('logsConfig', overrides.logsConfigOverride),
    ...present(
      'serviceRole',
      overrides.serviceRoleOverride && roleArn(overrides.serviceRoleOverride, identity.account),
    ),
    ...present('encryptionKey', overrides.encryptionKeyOverride),
    ...present('timeoutInMinutes', overrides.timeoutInMinutesOverride),
    ...present('queuedTimeoutInMinutes', overrides.queuedTimeoutInMinutesOverride),
    ...present('autoRetryLimit', overrides.autoRetryLimitOverride),
    ...(overrides.fleetOverride ? { vpcConfig: undefined } : {}),
  });
}

function overriddenSource(source: Source, overrides: Overrides): Source {
  return {
    ...source,
    ...present('type', overrides.sourceTypeOverride),
    ...present('location', overrides.sourceLocationOverride),
    ...present('auth', overrides.sourceAuthOverride),
    ...present('gitCloneDepth', overrides.gitCloneDepthOverride),
    ...present('gitSubmodulesConfig', overrides.gitSubmodulesConfigOverride),
    ...present('buildspec', overrides.buildspecOverride),
    ...present('insecureSsl', overrides.insecureSslOverride),
    ...present('reportBuildStatus', overrides.reportBuildStatusOverride),
    ...present('buildStatusConfig', overrides.buildStatusConfigOverride),
  };
}

function overriddenEnvironment(environment: Definition['environment'], overrides: Overrides) {
  return withEnvironmentDefaults({
    ...environment,
    ...present('type', overrides.environmentTypeOverride),
    ...present('image', overrides.imageOverride),
    ...present('computeType', overrides.computeTypeOverride),
    ...present('certificate', overrides.certificateOverride),
    ...present('privilegedMode', overrides.privilegedModeOverride),
    ...present('registryCredential', overrides.registryCredentialOverride),
    ...present('imagePullCredentialsType', overrides.imagePullCredentialsTypeOverride),
    ...present('fleet', overrides.fleetOverride),
    environmentVariables: mergeVariables(environment.environmentVariables, overrides.environmentVariablesOverride),
  });
}

/** An override of the same name takes the value's and the type's place; new names follow at the end. */
export function mergeVariables(base: readonly Variable[] = [], overrides: readonly Variable[] = []): Variable[] {
  const merged = new Map(base.map((variable) => [variable.name, variable]));
  for (const variable of overrides) merged.set(variable.name, variable);
  return [...merged.values()];
}
