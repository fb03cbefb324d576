import type { Shard } from '@codeyard/engine/buildspec/batch/batch-spec';
import type { Artifacts, Definition, Source, SourceVersion } from './definition.ts';
import type { BuildWebhook } from './webhook/build-webhook.ts';

export type PhaseType =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'PROVISIONING'
  | 'DOWNLOAD_SOURCE'
  | 'INSTALL'
  | 'PRE_BUILD'
  | 'BUILD'
  | 'POST_BUILD'
  /** Of sandboxes only. */
  | 'RUN_SANDBOX'
  | 'UPLOAD_ARTIFACTS'
  | 'FINALIZING'
  | 'COMPLETED';

export type PhaseStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED';

/** Why a phase ended as it did; `code` is AWS's, such as COMMAND_EXECUTION_ERROR. */
export interface PhaseContext {
  readonly code: string;
  readonly message: string;
}

/** A phase that began. Without `status` it still goes on, or it is COMPLETED, which has none. */
export interface Phase {
  readonly type: PhaseType;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status?: PhaseStatus;
  readonly contexts?: readonly PhaseContext[];
}

/** Where a build's artifacts went, as `arn:aws:s3:::bucket/key`; digests of ZIP files only. */
export interface UploadedArtifacts {
  readonly location: string;
  readonly md5sum?: string;
  readonly sha256sum?: string;
}

/** One build: everything clients may see of it. Times are milliseconds since the epoch. */
export interface Build {
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly uuid: string;
  readonly projectName: string;
  readonly number: number;
  readonly initiator: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What the build was asked to do: its project's definition with the overrides applied. */
  readonly definition: BuildDefinition;
  readonly status: 'IN_PROGRESS' | PhaseStatus;
  readonly phases: readonly Phase[];
  /** When a waiting build gives up. */
  readonly queueDeadlineAt: number;
  /** When a running build is ended; known from PROVISIONING on. */
  readonly deadlineAt?: number;
  /** Known from PROVISIONING on. */
  readonly logStream?: { readonly group: string; readonly stream: string };
  readonly resolvedSourceVersion?: string;
  /** The same of secondary sources that have such a thing, by identifier. AWS does not tell it. */
  readonly resolvedSecondaries?: Readonly<Record<string, string>>;
  readonly exportedVariables?: readonly { readonly name: string; readonly value: string }[];
  /** By artifact identifier; the primary is `''`. Where artifacts are expected before they are there. */
  readonly artifacts: Readonly<Record<string, UploadedArtifacts>>;
  /** Known once they are made, after the artifacts. */
  readonly reportArns?: readonly string[];
  readonly debugSessionEnabled?: boolean;
  /** The batch that it belongs to, its group there, and of a fanout which of its builds it is. */
  readonly batch?: {
    readonly id: string;
    readonly identifier: string;
    readonly shard?: Shard;
    /** It tells its git host of itself; others leave that to the batch. */
    readonly reports?: true;
  };
  /** The event of a git host that started it. */
  readonly webhook?: BuildWebhook;
  /**
   * It has no buildspec but waits for commands. Its `id` is `sandbox/<project>:<uuid>`, so that nothing that is asked of builds
   * finds it, and its number is 0.
   */
  readonly sandbox?: true;
  readonly autoRetry?: AutoRetry;
  /** Of which fleet it has a machine, or waits for one; none when it runs on demand. */
  readonly fleet?: { readonly id: string; readonly name: string };
}

/** Where a build stands among those that follow each other by themselves. */
export interface AutoRetry {
  /** 0 of the first. */
  readonly number: number;
  /** Ids of the build that failed before, and of the one that was started because this one failed. */
  readonly previous?: string;
  readonly next?: string;
}

export type BuildDefinition = Omit<
  Definition,
  'tags' | 'badgeEnabled' | 'concurrentBuildLimit' | 'buildBatchConfig' | 'description'
>;

export const PRIMARY = '';

export const currentPhase = (build: Build): PhaseType => build.phases.at(-1)?.type ?? 'SUBMITTED';

/** Nothing about the build will change any more, and every line of its log can be read. */
export const isComplete = (build: Build): boolean => build.endedAt !== undefined;

/** Its end was decided from outside: its processes have to go. */
const isHalted = (build: Build): boolean => build.status === 'STOPPED' || build.status === 'TIMED_OUT';

/** Nothing is left to do but to clear up and to deliver the rest of its log. */
export function isEnding(build: Build): boolean {
  const last = build.phases.at(-1);
  const failedEarly = (last?.type === 'PROVISIONING' || build.sandbox) && last?.status !== undefined;
  return isHalted(build) || last?.type === 'FINALIZING' || failedEarly === true;
}

/** The primary source and the secondary ones, each with the version to fetch. */
export function sourcesOf(definition: BuildDefinition): { source: Source; identifier: string; version?: string }[] {
  const { source, sourceVersion, secondarySources = [], secondarySourceVersions = [] } = definition;
  const versionOf = (identifier: string) =>
    secondarySourceVersions.find((entry: SourceVersion) => entry.sourceIdentifier === identifier)?.sourceVersion;
  return [
    { source, identifier: PRIMARY, ...versioned(sourceVersion) },
    ...secondarySources.map((secondary) => {
      const identifier = secondary.sourceIdentifier ?? '';
      return { source: secondary, identifier, ...versioned(versionOf(identifier)) };
    }),
  ];
}

/** The primary artifacts and the secondary ones. */
export function artifactsOf(definition: BuildDefinition): { artifacts: Artifacts; identifier: string }[] {
  return [
    { artifacts: definition.artifacts, identifier: PRIMARY },
    ...(definition.secondaryArtifacts ?? []).map((artifacts) => ({
      artifacts,
      identifier: artifacts.artifactIdentifier ?? '',
    })),
  ];
}

const versioned = (version: string | undefined) => (version ? { version } : {});
