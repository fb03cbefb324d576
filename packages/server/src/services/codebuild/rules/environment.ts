import { SHARD_VARIABLE } from '@codeyard/engine/build-program/tools/tests-run';
import type { Shard } from '@codeyard/engine/buildspec/batch/batch-spec';
import type { BuildspecEnv } from '@codeyard/engine/buildspec/buildspec';
import type { Variable } from './definition.ts';
import { type BuildWebhook, webhookVariables } from './webhook/build-webhook.ts';

/** A variable of a build, and where its value comes from. */
export interface WantedVariable {
  readonly name: string;
  readonly kind: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
  /** The text itself, a parameter's name, or a `secret-id[:json-key[:version-stage[:version-id]]]`. */
  readonly value: string;
}

/**
 * Which variables a build gets: those of the project with its overrides beat the buildspec's of the same name, whatever
 * their kind, so that a secret which loses is never fetched.
 */
export function chooseVariables(project: readonly Variable[] = [], buildspec: BuildspecEnv): WantedVariable[] {
  const chosen = new Map<string, WantedVariable>();
  const take = (kind: WantedVariable['kind'], entries: Iterable<readonly [string, string]>) => {
    for (const [name, value] of entries) chosen.set(name, { name, kind, value });
  };
  take('PLAINTEXT', Object.entries(buildspec.variables));
  take('PARAMETER_STORE', Object.entries(buildspec.parameterStore));
  take('SECRETS_MANAGER', Object.entries(buildspec.secretsManager));
  for (const { name, value, type } of project) take(type ?? 'PLAINTEXT', [[name, value]]);
  return [...chosen.values()];
}

/** What CodeBuild itself tells every build about it. */
export interface BuildFacts {
  readonly arn: string;
  readonly id: string;
  readonly number?: number;
  readonly image: string;
  readonly initiator: string;
  readonly encryptionKey: string;
  readonly logStream?: string;
  readonly startedAt: number;
  readonly region: string;
  readonly projectArn: string;
  readonly buildUrl: string;
  readonly home?: string;
  readonly resolvedSourceVersion?: string;
  readonly batchIdentifier?: string;
  readonly webhook?: BuildWebhook;
  /** Which build of a fanout it is: `codebuild-tests-run` asks. */
  readonly shard?: Shard;
  readonly sources: readonly {
    readonly identifier: string;
    readonly folder: string;
    readonly version?: string;
    readonly url?: string;
  }[];
}

/** The documented variables as a build begins; its program keeps CODEBUILD_BUILD_SUCCEEDING up to date. */
export function builtInVariables(facts: BuildFacts): Record<string, string> {
  const variables: Record<string, string | undefined> = {
    AWS_DEFAULT_REGION: facts.region,
    AWS_REGION: facts.region,
    CODEBUILD_BATCH_BUILD_IDENTIFIER: facts.batchIdentifier,
    CODEBUILD_BUILD_ARN: facts.arn,
    CODEBUILD_BUILD_ID: facts.id,
    CODEBUILD_BUILD_IMAGE: facts.image,
    CODEBUILD_BUILD_NUMBER: facts.number === undefined ? undefined : String(facts.number),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_BUILD_URL: facts.buildUrl,
    CODEBUILD_CI: 'true',
    CODEBUILD_INITIATOR: facts.initiator,
    CODEBUILD_KMS_KEY_ID: facts.encryptionKey,
    CODEBUILD_LOG_PATH: facts.logStream,
    CODEBUILD_PROJECT_ARN: facts.projectArn,
    CODEBUILD_RESOLVED_SOURCE_VERSION: facts.resolvedSourceVersion,
    CODEBUILD_START_TIME: String(facts.startedAt),
    HOME: facts.home,
    ...webhookVariables(facts.webhook),
    [SHARD_VARIABLE]: facts.shard && `${facts.shard.index}/${facts.shard.count}`,
  };
  for (const { identifier, folder, version, url } of facts.sources) {
    const suffix = identifier === '' ? '' : `_${identifier}`;
    variables[`CODEBUILD_SRC_DIR${suffix}`] = folder;
    variables[`CODEBUILD_SOURCE_VERSION${suffix}`] = version;
    variables[`CODEBUILD_SOURCE_REPO_URL${suffix}`] = url;
  }
  return defined(variables);
}

/**
 * The environment that commands start with. A build's own variables win over ours, such as AWS_REGION, but not over what
 * tells the build who it is.
 */
export function composeEnvironment(
  builtIn: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const identity = Object.entries(builtIn).filter(([name]) => name.startsWith('CODEBUILD_'));
  return { ...builtIn, ...own, ...Object.fromEntries(identity) };
}

/** A name that a shell can carry from command to command. */
export const isShellName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

function defined(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
