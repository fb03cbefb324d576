import type { BatchTask } from '@codeyard/engine/buildspec/batch/batch-spec';
import { type PhaseContext, type PhaseStatus, PRIMARY, type UploadedArtifacts } from '../build.ts';
import {
  type Attempt,
  type AttemptArtifacts,
  type Batch,
  type BatchGroup,
  type BatchPhase,
  type BatchPhaseStatus,
  type BatchPhaseType,
  currentBatchPhase,
  DOWNLOAD_SOURCE,
  findGroup,
  hasEnded,
  isBatchComplete,
  type RetryType,
} from './batch.ts';
import { batchTimeout } from './batch-config.ts';
import { settleGroups, stopGroups } from './settle-groups.ts';

/** What the builds of a batch, its clients and the clock report. Reports that come too late or twice change nothing. */
export type BatchEvent =
  /** The batch is taken up. `uuids` names, by group, the builds that it may have to ask for. */
  | { readonly type: 'begun'; readonly uuids: Readonly<Record<string, string>> }
  | {
      readonly type: 'spec-read';
      /** The build that read it. */
      readonly uuid: string;
      readonly fastFail: boolean;
      readonly tasks: readonly { readonly task: BatchTask; readonly uuid: string }[];
      readonly resolvedSourceVersion?: string;
    }
  | {
      readonly type: 'build-ended';
      readonly identifier: string;
      readonly uuid: string;
      readonly status: PhaseStatus;
      readonly artifacts?: readonly AttemptArtifacts[];
      readonly contexts?: readonly PhaseContext[];
    }
  | { readonly type: 'artifacts-combined'; readonly artifacts: UploadedArtifacts }
  | { readonly type: 'combine-failed'; readonly context: PhaseContext }
  | { readonly type: 'retry-requested'; readonly retryType: RetryType }
  | { readonly type: 'stop-requested' }
  | { readonly type: 'time-passed' };

/** What has to be done and told, in order. */
export type BatchEffect =
  | { readonly type: 'begin' }
  | { readonly type: 'start-build'; readonly identifier: string; readonly uuid: string }
  | { readonly type: 'stop-build'; readonly uuid: string }
  | { readonly type: 'combine' }
  | { readonly type: 'phase-completed'; readonly phase: BatchPhase }
  | { readonly type: 'status-changed' };

export interface BatchTransition {
  readonly batch: Batch;
  readonly effects: readonly BatchEffect[];
}

const TIMED_OUT: PhaseContext = { code: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' };

/** What a batch becomes when `event` happens at `now`. */
export function nextBatch(batch: Batch, event: BatchEvent, now: number): BatchTransition {
  const unchanged = { batch, effects: [] };
  const at = Math.max(now, lastInstant(batch));
  if (event.type === 'build-ended') return ended(batch, event, at);
  if (event.type === 'retry-requested') return retried(batch, event.retryType, at);
  if (isBatchComplete(batch)) return unchanged;
  const phase = currentBatchPhase(batch);
  switch (event.type) {
    case 'begun':
      return phase === 'SUBMITTED' ? begun(batch, event.uuids, at) : unchanged;
    case 'spec-read':
      return phase === 'DOWNLOAD_BATCHSPEC' ? { batch: withTasks(batch, event, at), effects: [] } : unchanged;
    case 'artifacts-combined':
      return phase === 'COMBINE_ARTIFACTS' ? finish(combined(batch, event.artifacts), ['SUCCEEDED'], at) : unchanged;
    case 'combine-failed':
      return phase === 'COMBINE_ARTIFACTS' ? finish(batch, ['FAILED', event.context], at) : unchanged;
    case 'stop-requested':
      return halt(batch, ['STOPPED'], at);
    case 'time-passed':
      return now < batch.deadlineAt ? unchanged : halt(batch, ['TIMED_OUT', TIMED_OUT], at);
  }
}

/** A retry of failed builds goes on with the tasks that are known, if the source was ever read. [inferred] */
function begun(batch: Batch, uuids: Readonly<Record<string, string>>, at: number): BatchTransition {
  const { retrying, ...rest } = batch;
  const renew = (group: BatchGroup, status: 'PENDING' | 'IN_PROGRESS') => renewed(group, uuids, { status, at });
  const download = findGroup(batch, DOWNLOAD_SOURCE);
  if (retrying === 'RETRY_FAILED_BUILDS' && download?.attempt.status === 'SUCCEEDED') {
    const groups = batch.groups.map((group) =>
      group.attempt.status === 'SUCCEEDED' ? group : renew(group, 'PENDING'),
    );
    return proceed(advance({ ...rest, groups }, 'IN_PROGRESS', at), at);
  }
  const first = download
    ? renew(download, 'IN_PROGRESS')
    : newGroup({ identifier: DOWNLOAD_SOURCE, dependsOn: [], ignoreFailure: false }, uuids, at);
  const others = batch.groups.filter((group) => group !== download);
  const moved = advance({ ...rest, groups: [first, ...others] }, 'DOWNLOAD_BATCHSPEC', at);
  const start: BatchEffect = { type: 'start-build', identifier: DOWNLOAD_SOURCE, uuid: first.attempt.uuid };
  return { batch: moved.batch, effects: [...moved.effects, start] };
}

function newGroup(
  group: Omit<BatchGroup, 'attempt' | 'prior'>,
  uuids: Readonly<Record<string, string>>,
  at: number,
): BatchGroup {
  const uuid = uuidOf(uuids, group.identifier);
  return { ...group, attempt: { uuid, requestedAt: at, status: 'IN_PROGRESS' }, prior: [] };
}

function renewed(
  group: BatchGroup,
  uuids: Readonly<Record<string, string>>,
  { status, at }: { status: 'PENDING' | 'IN_PROGRESS'; at: number },
): BatchGroup {
  const attempt: Attempt = { uuid: uuidOf(uuids, group.identifier), requestedAt: at, status };
  return { ...group, attempt, prior: [...group.prior, group.attempt] };
}

function uuidOf(uuids: Readonly<Record<string, string>>, identifier: string): string {
  const uuid = uuids[identifier];
  if (!uuid) throw new Error(`a batch is begun with a build id for every group, also ${identifier}`);
  return uuid;
}

/** The builds of an earlier try stay with the groups that are still there. */
function withTasks(batch: Batch, event: Extract<BatchEvent, { type: 'spec-read' }>, at: number): Batch {
  const download = findGroup(batch, DOWNLOAD_SOURCE);
  if (!download || download.attempt.uuid !== event.uuid || batch.specFrom === event.uuid) return batch;
  const groups = event.tasks.map(({ task, uuid }): BatchGroup => {
    const { identifier, dependsOn, ignoreFailure } = task;
    const before = findGroup(batch, identifier);
    const attempt: Attempt = { uuid, requestedAt: at, status: 'PENDING' };
    const prior = before ? [...before.prior, before.attempt] : [];
    return { identifier, dependsOn, ignoreFailure, task, attempt, prior };
  });
  const { resolvedSourceVersion } = event;
  return {
    ...batch,
    groups: [download, ...groups],
    fastFail: event.fastFail,
    specFrom: event.uuid,
    ...(resolvedSourceVersion ? { resolvedSourceVersion } : {}),
  };
}

/** A build is over: its group shows it, and what waited for it goes on. Builds may end after their batch did. */
function ended(batch: Batch, event: Extract<BatchEvent, { type: 'build-ended' }>, at: number): BatchTransition {
  const unchanged = { batch, effects: [] };
  const group = findGroup(batch, event.identifier);
  const isKnown = [group?.attempt, ...(group?.prior ?? [])].some(
    (attempt) => attempt?.uuid === event.uuid && !hasEnded(attempt),
  );
  if (!group || !isKnown) return unchanged;
  const { status, artifacts = [] } = event;
  const over = (attempt: Attempt): Attempt =>
    attempt.uuid === event.uuid && !hasEnded(attempt) ? { ...attempt, status, artifacts } : attempt;
  const groups = batch.groups.map((other) =>
    other === group ? { ...group, attempt: over(group.attempt), prior: group.prior.map(over) } : other,
  );
  const now: Batch = { ...batch, groups };
  if (isBatchComplete(batch) || group.attempt.uuid !== event.uuid) return { batch: now, effects: [] };
  switch (currentBatchPhase(batch)) {
    case 'DOWNLOAD_BATCHSPEC':
      return event.identifier === DOWNLOAD_SOURCE ? downloaded(now, event, at) : { batch: now, effects: [] };
    case 'IN_PROGRESS':
      return proceed({ batch: now, effects: [] }, at);
    default:
      return { batch: now, effects: [] };
  }
}

function downloaded(batch: Batch, event: Extract<BatchEvent, { type: 'build-ended' }>, at: number): BatchTransition {
  const { status, uuid, contexts = [] } = event;
  if (status === 'SUCCEEDED' && batch.specFrom === uuid) return proceed(advance(batch, 'IN_PROGRESS', at), at);
  const [context] = contexts;
  return finish(batch, status === 'SUCCEEDED' ? ['FAILED'] : [status, context], at);
}

/** Starts what can be started, and ends the batch once nothing is left to do. */
function proceed({ batch, effects }: BatchTransition, at: number): BatchTransition {
  const settled = settleGroups(batch, at);
  const now = { ...batch, groups: settled.groups };
  const before = [...effects, ...settled.effects];
  if (settled.outcome === 'open') return { batch: now, effects: before };
  if (settled.outcome === 'failed') return join(before, finish(now, ['CLIENT_ERROR'], at));
  const moved = advance(now, 'COMBINE_ARTIFACTS', at);
  const rest: BatchTransition = batch.config.combineArtifacts
    ? { batch: moved.batch, effects: [{ type: 'combine' }] }
    : finish(moved.batch, ['SUCCEEDED'], at);
  return join([...before, ...moved.effects], rest);
}

const combined = (batch: Batch, artifacts: UploadedArtifacts): Batch => ({
  ...batch,
  artifacts: { ...batch.artifacts, [PRIMARY]: artifacts },
});

/** The batch is over at once; its builds are told to stop and end a little later, as on AWS. */
function halt(batch: Batch, how: Ending, at: number): BatchTransition {
  const stopped = stopGroups(batch.groups);
  return join(stopped.effects, finish({ ...batch, groups: stopped.groups }, how, at));
}

/** Only what has failed can be retried; a stopped batch has not. */
export const canRetry = ({ status }: Batch): boolean => ['FAILED', 'FAULT', 'TIMED_OUT'].includes(status);

function retried(batch: Batch, retrying: RetryType, at: number): BatchTransition {
  if (!isBatchComplete(batch) || !canRetry(batch)) return { batch, effects: [] };
  const { endedAt, ...rest } = batch;
  const deadlineAt = at + batchTimeout(batch.config) * 60_000;
  const undone = close(batch, ['RETRY'], at).batch.phases;
  const again: Batch = { ...rest, status: 'IN_PROGRESS', retrying, deadlineAt, phases: undone };
  return { batch: open(again, 'SUBMITTED', at), effects: [{ type: 'status-changed' }, { type: 'begin' }] };
}

/** How a phase ends, and why. */
type Ending = readonly [status: BatchPhaseStatus, context?: PhaseContext | undefined];

/** The open phase and with it the batch end. */
function finish(batch: Batch, how: Ending, at: number): BatchTransition {
  const closed = close(batch, how, at);
  const [reason] = how;
  const status = reason === 'CLIENT_ERROR' || reason === 'RETRY' ? 'FAILED' : reason;
  const type: BatchPhaseType = status === 'SUCCEEDED' || status === 'STOPPED' ? status : 'FAILED';
  const over = open({ ...closed.batch, status, endedAt: at }, type, at);
  return { batch: over, effects: [...closed.effects, { type: 'status-changed' }] };
}

function advance(batch: Batch, to: BatchPhaseType, at: number): BatchTransition {
  const closed = close(batch, ['SUCCEEDED'], at);
  return { batch: open(closed.batch, to, at), effects: closed.effects };
}

const open = (batch: Batch, type: BatchPhaseType, at: number): Batch => ({
  ...batch,
  phases: [...batch.phases, { type, startedAt: at }],
});

function close(batch: Batch, [status, context]: Ending, at: number): BatchTransition {
  const last = batch.phases.at(-1);
  if (!last || last.status !== undefined) return { batch, effects: [] };
  const phase: BatchPhase = { ...last, endedAt: at, status, ...(context ? { contexts: [context] } : {}) };
  return {
    batch: { ...batch, phases: [...batch.phases.slice(0, -1), phase] },
    effects: [{ type: 'phase-completed', phase }],
  };
}

function lastInstant(batch: Batch): number {
  const last = batch.phases.at(-1);
  return last?.endedAt ?? last?.startedAt ?? batch.startedAt;
}

const join = (before: readonly BatchEffect[], { batch, effects }: BatchTransition): BatchTransition => ({
  batch,
  effects: [...before, ...effects],
});
