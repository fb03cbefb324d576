import type {
  CreateProjectInput,
  ProjectArtifacts,
  ProjectEnvironment,
  ProjectSource,
  ProjectSourceVersion,
} from '@aws-sdk/client-codebuild';
import type { Checked } from '../../../gateway/operation.ts';
import { withBatchDefaults } from './batch/batch-config.ts';
import { present } from './present.ts';
import { roleArn } from './role-arn.ts';

type Input = Checked<CreateProjectInput>;

export type Source = Checked<ProjectSource>;
export type SourceVersion = Checked<ProjectSourceVersion>;
export type Artifacts = Checked<ProjectArtifacts>;
export type Environment = Checked<ProjectEnvironment>;
export type Variable = NonNullable<Environment['environmentVariables']>[number];
export type LogsConfig = NonNullable<Input['logsConfig']>;

/** What a project says about its builds, with the defaults filled in: the model's own members, none of them a secret. */
export type Definition = Omit<Input, 'name' | 'badgeEnabled'> & {
  readonly cache: NonNullable<Input['cache']>;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly encryptionKey: string;
  readonly tags: NonNullable<Input['tags']>;
  readonly badgeEnabled: boolean;
};

const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_QUEUED_TIMEOUT_MINUTES = 480;

/** Which key encrypts artifacts when a project names none. */
const defaultEncryptionKey = (home: { account: string; region: string }): string =>
  `arn:aws:kms:${home.region}:${home.account}:alias/aws/s3`;

/** Fills in what AWS fills in, so that it is echoed and used alike. */
export function newDefinition(input: Input, home: { account: string; region: string }): Definition {
  const { name, badgeEnabled, buildBatchConfig, ...members } = input;
  return {
    ...members,
    source: withSourceDefaults(input.source),
    artifacts: withArtifactDefaults(input.artifacts, name),
    ...present('secondarySources', input.secondarySources?.map(withSourceDefaults)),
    ...present(
      'secondaryArtifacts',
      input.secondaryArtifacts?.map((artifacts) => withArtifactDefaults(artifacts, artifacts.artifactIdentifier ?? '')),
    ),
    environment: withEnvironmentDefaults(input.environment),
    serviceRole: roleArn(input.serviceRole, home.account),
    ...(buildBatchConfig && Object.keys(buildBatchConfig).length > 0
      ? { buildBatchConfig: withBatchDefaults(buildBatchConfig, home.account) }
      : {}),
    cache: input.cache ?? { type: 'NO_CACHE' },
    timeoutInMinutes: input.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutes ?? DEFAULT_QUEUED_TIMEOUT_MINUTES,
    encryptionKey: input.encryptionKey ?? defaultEncryptionKey(home),
    tags: input.tags ?? [],
    badgeEnabled: badgeEnabled ?? false,
  };
}

/** UpdateProject changes only the members it carries; `concurrentBuildLimit: -1` takes the limit away, `buildBatchConfig: {}` batches. */
export function changeDefinition(
  definition: Definition,
  change: { readonly [Member in keyof Input]?: Input[Member] | undefined },
  project: { readonly name: string; readonly account: string; readonly region: string },
): Definition {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const { concurrentBuildLimit, ...merged } = { ...definition, ...given, name: project.name } as Input;
  const limited = concurrentBuildLimit === undefined || concurrentBuildLimit < 0 ? {} : { concurrentBuildLimit };
  return newDefinition({ ...merged, ...limited }, project);
}

export function withSourceDefaults(source: Source): Source {
  return { ...source, insecureSsl: source.insecureSsl ?? false };
}

/** S3 artifacts are named after the project unless they have a name; the other types carry nothing but what was given. */
export function withArtifactDefaults(artifacts: Artifacts, name: string): Artifacts {
  if (artifacts.type !== 'S3') return artifacts;
  return {
    ...artifacts,
    name: artifacts.name ?? name,
    namespaceType: artifacts.namespaceType ?? 'NONE',
    packaging: artifacts.packaging ?? 'NONE',
    encryptionDisabled: artifacts.encryptionDisabled ?? false,
  };
}

export function withEnvironmentDefaults(environment: Environment): Environment {
  return {
    ...environment,
    privilegedMode: environment.privilegedMode ?? false,
    imagePullCredentialsType: environment.imagePullCredentialsType ?? 'CODEBUILD',
    environmentVariables: (environment.environmentVariables ?? []).map((variable) => ({
      ...variable,
      type: variable.type ?? 'PLAINTEXT',
    })),
  };
}
