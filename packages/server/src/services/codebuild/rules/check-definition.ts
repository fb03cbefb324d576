import { findBatchConfigProblem } from './batch/check-batch.ts';
import { isInlineBuildspec } from './buildspec-location.ts';
import type { Artifacts, Definition, Environment, Source } from './definition.ts';
import { isLambda } from './machine-for.ts';

type Checkable = Pick<
  Definition,
  | 'source'
  | 'sourceVersion'
  | 'secondarySources'
  | 'artifacts'
  | 'secondaryArtifacts'
  | 'environment'
  | 'serviceRole'
  | 'cache'
>;

const IDENTIFIER_TEXT =
  'Invalid input: identifier must contain only alphanumeric characters and underscores and be less than 128 characters in length';

/** The first thing that AWS would refuse about a project, or about a project with a build's overrides; in AWS's words. */
export function findDefinitionProblem(definition: Checkable): string | undefined {
  return (
    roleProblem(definition.serviceRole) ??
    pipelineProblem(definition) ??
    sourceProblem(definition.source) ??
    buildspecProblem(definition.source) ??
    versionProblem(definition.source, definition.sourceVersion) ??
    first(definition.secondarySources, secondarySourceProblem) ??
    duplicateProblem(definition.secondarySources?.map((source) => source.sourceIdentifier)) ??
    artifactsProblem(definition.artifacts) ??
    first(definition.secondaryArtifacts, secondaryArtifactsProblem) ??
    duplicateProblem(definition.secondaryArtifacts?.map((artifacts) => artifacts.artifactIdentifier)) ??
    environmentProblem(definition.environment) ??
    cacheProblem(definition.cache)
  );
}

/** The same for a project: only the builds that a pipeline starts have secondary artifacts of its type. */
export function findProjectProblem(definition: Checkable & Pick<Definition, 'buildBatchConfig'>): string | undefined {
  const foreign = definition.secondaryArtifacts?.some(({ type }) => type === 'CODEPIPELINE');
  if (foreign) return 'Invalid input: secondary artifacts cannot be of type CODEPIPELINE';
  return findDefinitionProblem(definition) ?? findBatchConfigProblem(definition.buildBatchConfig);
}

function first<Item>(items: readonly Item[] | undefined, check: (item: Item) => string | undefined) {
  for (const item of items ?? []) {
    const problem = check(item);
    if (problem) return problem;
  }
  return undefined;
}

function roleProblem(role: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role) ? undefined : 'Invalid service role';
}

function pipelineProblem({ source, artifacts }: Checkable): string | undefined {
  if ((source.type === 'CODEPIPELINE') === (artifacts.type === 'CODEPIPELINE')) return undefined;
  return 'Invalid input: when using CodePipeline both sourceType, and artifactType must be set to: CODEPIPELINE';
}

const isGitHost = (source: Source) => !['S3', 'CODEPIPELINE', 'NO_SOURCE'].includes(source.type);

function sourceProblem(source: Source): string | undefined {
  if (source.reportBuildStatus && (!isGitHost(source) || source.type === 'CODECOMMIT')) {
    return `Invalid project source: reportBuildStatus is not supported for source type ${source.type}`;
  }
  if (source.type === 'CODEPIPELINE' || source.type === 'NO_SOURCE') return undefined;
  if (!source.location) return `Invalid project source: location is required for source type ${source.type}`;
  if (source.type === 'S3' && !source.location.replace(/^arn:aws[a-z-]*:s3:::/, '').includes('/')) {
    return `Invalid project source: location must be a valid S3 source: ${source.location}`;
  }
  if (source.gitCloneDepth && !isGitHost(source)) {
    return `Invalid project source: gitCloneDepth is not supported for source type ${source.type}`;
  }
  return undefined;
}

/** Folders of S3 have no versions, their objects do. */
function versionProblem(source: Source, version: string | undefined): string | undefined {
  if (source.type !== 'S3' || !version || !/(^|\/)$/.test(source.location ?? '')) return undefined;
  return 'Source version should be empty for S3 folder source location';
}

function buildspecProblem(source: Source): string | undefined {
  if (source.type !== 'NO_SOURCE' || isInlineBuildspec(source.buildspec ?? '')) return undefined;
  return 'Invalid project source: an inline buildspec is required for source type NO_SOURCE';
}

function secondarySourceProblem(source: Source): string | undefined {
  return sourceProblem(source) ?? identifierProblem(source.sourceIdentifier);
}

function secondaryArtifactsProblem(artifacts: Artifacts): string | undefined {
  return artifactsProblem(artifacts) ?? identifierProblem(artifacts.artifactIdentifier);
}

function identifierProblem(identifier: string | undefined): string | undefined {
  return /^\w{1,127}$/.test(identifier ?? '') ? undefined : IDENTIFIER_TEXT;
}

function duplicateProblem(identifiers: readonly (string | undefined)[] = []): string | undefined {
  const duplicate = identifiers.find((identifier, index) => identifiers.indexOf(identifier) !== index);
  return duplicate === undefined ? undefined : `Invalid input: duplicate identifier ${duplicate}`;
}

function artifactsProblem(artifacts: Artifacts): string | undefined {
  if (artifacts.type === 'NO_ARTIFACTS' && artifacts.location) {
    return 'Invalid artifacts: artifact type NO_ARTIFACTS should have null location';
  }
  if (artifacts.type === 'S3' && !artifacts.location) {
    return 'Invalid artifacts: artifact type S3 should have a location';
  }
  if (artifacts.type !== 'S3' && artifacts.encryptionDisabled) {
    return `Invalid artifacts: encryptionDisabled is not supported for artifact type ${artifacts.type}`;
  }
  return undefined;
}

function cacheProblem({ type, location = '' }: Definition['cache']): string | undefined {
  if (type !== 'S3' || /^(arn:aws[a-z-]*:s3:::)?[a-z0-9][a-z0-9.-]+(\/|$)/.test(location)) return undefined;
  return 'Invalid cache: location must be a valid S3 bucket, followed by slash and the prefix';
}

function environmentProblem(environment: Environment): string | undefined {
  if (environment.registryCredential && environment.imagePullCredentialsType !== 'SERVICE_ROLE') {
    return 'Invalid environment: registryCredential requires imagePullCredentialsType SERVICE_ROLE';
  }
  if (environment.privilegedMode && isLambda(environment)) {
    return `Invalid environment: privilegedMode is not supported for environment type ${environment.type}`;
  }
  return undefined;
}
