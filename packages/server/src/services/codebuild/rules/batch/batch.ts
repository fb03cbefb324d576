import type { BatchTask } from '@codeyard/engine/buildspec/batch/batch-spec';
import { DOWNLOAD_SOURCE } from '@codeyard/engine/buildspec/batch/check-tasks';
import type { BuildDefinition, PhaseContext, PhaseStatus, UploadedArtifacts } from '../build.ts';
import type { BuildWebhook } from '../webhook/build-webhook.ts';
import type { BatchConfig } from './batch-config.ts';

export type BatchPhaseType =
  | 'SUBMITTED'
  | 'DOWNLOAD_BATCHSPEC'
  | 'IN_PROGRESS'
  | 'COMBINE_ARTIFACTS'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'STOPPED';

/** AWS's answers hold two words that its model does not have: CLIENT_ERROR when builds failed, RETRY on an end that was undone. */
export type BatchPhaseStatus = PhaseStatus | 'CLIENT_ERROR' | 'RETRY';

/** A phase that began. The three endings are phases of their own, which only ever begin. */
export interface BatchPhase {
  readonly type: BatchPhaseType;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status?: BatchPhaseStatus;
  readonly contexts?: readonly PhaseContext[];
}

/** Where a build of the batch put one set of artifacts. */
export interface AttemptArtifacts {
  readonly type: string;
  /** `''` for the primary ones. */
  readonly identifier: string;
  readonly location: string;
  /** A ZIP file was really put there. */
  readonly isZip: boolean;
}

/** One build of a group. It has its id before it is started: AWS names builds that wait. */
export interface Attempt {
  readonly uuid: string;
  readonly requestedAt: number;
  readonly status: 'PENDING' | 'IN_PROGRESS' | PhaseStatus;
  /** It was told to stop, whether it has begun or not. */
  readonly stopping?: true;
  /** Known once it has ended. */
  readonly artifacts?: readonly AttemptArtifacts[];
}

/** A task of the batch and its builds: the one that counts, and those before it. */
export interface BatchGroup {
  readonly identifier: string;
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  /** Absent for the group that downloads the source. */
  readonly task?: BatchTask;
  readonly attempt: Attempt;
  readonly prior: readonly Attempt[];
}

/** A batch of builds. Times are milliseconds since the epoch. */
export interface Batch {
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly uuid: string;
  readonly projectName: string;
  readonly number: number;
  readonly initiator: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What its builds have in common: the project's definition with the overrides applied. */
  readonly definition: BuildDefinition;
  readonly config: BatchConfig;
  readonly status: 'IN_PROGRESS' | PhaseStatus;
  readonly phases: readonly BatchPhase[];
  readonly groups: readonly BatchGroup[];
  readonly fastFail: boolean;
  readonly deadlineAt: number;
  /** The download of the source that the tasks were read from. */
  readonly specFrom?: string;
  readonly resolvedSourceVersion?: string;
  /** The combined artifacts under `''`; where they are expected before they are there. */
  readonly artifacts: Readonly<Record<string, UploadedArtifacts>>;
  /** Those of a fanout's builds together, once it is over. */
  readonly reportArns?: readonly string[];
  readonly debugSessionEnabled?: boolean;
  /** How it is being retried, until the first build of the retry is asked for. */
  readonly retrying?: RetryType;
  /** The event of a git host that started it. */
  readonly webhook?: BuildWebhook;
}

export type RetryType = 'RETRY_ALL_BUILDS' | 'RETRY_FAILED_BUILDS';

export const currentBatchPhase = (batch: Batch): BatchPhaseType => batch.phases.at(-1)?.type ?? 'SUBMITTED';

/** Its outcome is decided; builds of it that were told to stop may still be about to. */
export const isBatchComplete = (batch: Batch): boolean => batch.endedAt !== undefined;

export const hasEnded = ({ status }: Attempt): boolean => status !== 'PENDING' && status !== 'IN_PROGRESS';

export const findGroup = ({ groups }: Batch, identifier: string): BatchGroup | undefined =>
  groups.find((group) => group.identifier === identifier);

/** Every build that the batch ever had or will have, the current ones first. */
export const attemptsOf = ({ groups }: Batch): Attempt[] =>
  groups.flatMap(({ attempt, prior }) => [attempt, ...prior.toReversed()]);

export { DOWNLOAD_SOURCE };
