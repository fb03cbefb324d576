import {
  type Build,
  currentPhase,
  isComplete,
  isEnding,
  type Phase,
  type PhaseContext,
  type PhaseStatus,
  type PhaseType,
  type UploadedArtifacts,
} from './build.ts';
import { present } from './present.ts';

/** What a build's worker, its clients and the clock report. Reports that come too late or twice change nothing. */
export type BuildEvent =
  | { readonly type: 'capacity-claimed'; readonly logStream?: { readonly group: string; readonly stream: string } }
  | { readonly type: 'provisioned' }
  | ({ readonly type: 'source-downloaded' } & ResolvedVersions)
  /** The build was only there to read the tasks of its batch. */
  | { readonly type: 'batchspec-read'; readonly resolvedSourceVersion?: string }
  | { readonly type: 'program-progressed'; readonly phases: readonly ReportedPhase[]; readonly finished: boolean }
  | { readonly type: 'program-vanished'; readonly reason?: string }
  | { readonly type: 'variables-exported'; readonly variables: readonly { name: string; value: string }[] }
  | { readonly type: 'reports-made'; readonly arns: readonly string[] }
  | { readonly type: 'artifacts-uploaded'; readonly artifacts: Readonly<Record<string, UploadedArtifacts>> }
  | {
      readonly type: 'phase-failed';
      readonly phase: PhaseType;
      readonly context: PhaseContext;
      readonly status?: 'FAILED' | 'FAULT';
    }
  | { readonly type: 'stop-requested' }
  | { readonly type: 'time-passed' }
  /** Nothing of the build runs any more, and all that it logged can be read. */
  | { readonly type: 'settled' };

type ResolvedVersions = Pick<Build, 'resolvedSourceVersion' | 'resolvedSecondaries'>;

/** A script phase as the build's program tells of it. */
export interface ReportedPhase {
  readonly type: PhaseType;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status?: 'SUCCEEDED' | 'FAILED';
  readonly context?: PhaseContext;
}

/** What has to be told to the world, in order. */
export type BuildEffect =
  | { readonly type: 'phase-completed'; readonly phase: Phase }
  | { readonly type: 'status-changed' };

export interface Transition {
  readonly build: Build;
  readonly effects: readonly BuildEffect[];
}

/** The trailing space is AWS's. */
const TIMED_OUT: PhaseContext = { code: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' };
const VANISHED = 'Build container found dead before completing the build.';
const UNSUPPORTED = 'Build container died because it was out of memory, or the Docker image is not supported.';

const SCRIPT_PHASES: readonly PhaseType[] = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'];

const afterDownload = ({ sandbox }: Build): PhaseType => (sandbox ? 'RUN_SANDBOX' : 'INSTALL');
const runsProgram = (phase: PhaseType) => SCRIPT_PHASES.includes(phase) || phase === 'RUN_SANDBOX';

/** What a build becomes when `event` happens at `now`. */
export function next(build: Build, event: BuildEvent, now: number): Transition {
  const unchanged = { build, effects: [] };
  if (isComplete(build)) return unchanged;
  if (event.type === 'settled') return settle(build, now);
  if (isEnding(build)) return unchanged;
  const at = Math.max(now, lastInstant(build));
  const phase = currentPhase(build);
  switch (event.type) {
    case 'capacity-claimed':
      return phase === 'QUEUED' ? claimed(build, event.logStream, at) : unchanged;
    case 'provisioned':
      return phase === 'PROVISIONING' ? advance(build, 'DOWNLOAD_SOURCE', at) : unchanged;
    case 'source-downloaded':
      return phase === 'DOWNLOAD_SOURCE' ? advance(resolved(build, event), afterDownload(build), at) : unchanged;
    case 'batchspec-read':
      return phase === 'DOWNLOAD_SOURCE' ? advance(resolved(build, event), 'FINALIZING', at) : unchanged;
    case 'program-progressed':
      return SCRIPT_PHASES.includes(phase) ? progressed(build, event, at) : unchanged;
    case 'program-vanished':
      return runsProgram(phase) ? vanished(build, event.reason, at) : unchanged;
    case 'variables-exported':
      return { build: { ...build, exportedVariables: event.variables }, effects: [] };
    case 'reports-made':
      return { build: { ...build, reportArns: event.arns }, effects: [] };
    case 'artifacts-uploaded':
      return phase === 'UPLOAD_ARTIFACTS' ? advance(uploaded(build, event.artifacts), 'FINALIZING', at) : unchanged;
    case 'phase-failed':
      return phase === event.phase ? fail(build, event.status ?? 'FAILED', event.context, at) : unchanged;
    case 'stop-requested':
      return halt(build, 'STOPPED', undefined, at);
    case 'time-passed':
      return expire(build, now, at);
  }
}

function claimed(build: Build, logStream: Build['logStream'], at: number): Transition {
  const deadlineAt = at + build.definition.timeoutInMinutes * 60_000;
  return advance({ ...build, deadlineAt, ...(logStream ? { logStream } : {}) }, 'PROVISIONING', at);
}

function resolved(build: Build, { resolvedSourceVersion, resolvedSecondaries }: ResolvedVersions): Build {
  return {
    ...build,
    ...present('resolvedSourceVersion', resolvedSourceVersion),
    ...present('resolvedSecondaries', resolvedSecondaries),
  };
}

function uploaded(build: Build, artifacts: Build['artifacts']): Build {
  return { ...build, artifacts: { ...build.artifacts, ...artifacts } };
}

/** Folds the program's own report: it is the one that knows which phase follows which after a failure. */
function progressed(
  build: Build,
  event: { readonly phases: readonly ReportedPhase[]; readonly finished: boolean },
  at: number,
): Transition {
  const effects: BuildEffect[] = [];
  let current = build;
  for (const reported of event.phases) {
    const startedAt = Math.max(reported.startedAt, lastInstant(current));
    if (!current.phases.some((phase) => phase.type === reported.type))
      current = open(current, reported.type, startedAt);
    const isOpen = current.phases.at(-1)?.type === reported.type && current.phases.at(-1)?.status === undefined;
    if (!isOpen || reported.endedAt === undefined) continue;
    const endedAt = Math.max(reported.endedAt, lastInstant(current));
    const closed = close(current, reported.status ?? 'SUCCEEDED', reported.context, endedAt);
    current = closed.build;
    effects.push(...closed.effects);
  }
  if (!event.finished) return { build: current, effects };
  if (current.phases.at(-1)?.status === undefined) return join(effects, vanished(current, undefined, at));
  const uploads = currentPhase(current) === 'POST_BUILD';
  return {
    build: open(current, uploads ? 'UPLOAD_ARTIFACTS' : 'FINALIZING', Math.max(at, lastInstant(current))),
    effects,
  };
}

function vanished(build: Build, reason: string | undefined, at: number): Transition {
  const message = `${VANISHED} ${reason ?? UNSUPPORTED}`;
  const context = { code: 'CLIENT_ERROR', message };
  if (build.phases.at(-1)?.status === undefined) return fail(build, 'FAILED', context, at);
  const reopened = open(build, 'FINALIZING', at);
  return fail(reopened, 'FAILED', context, at);
}

/** A build that fails before anything was made ready lists no FINALIZING. [inferred] A sandbox never does. */
function fail(build: Build, status: PhaseStatus, context: PhaseContext, at: number): Transition {
  const closed = close(build, status, context, at);
  if (build.sandbox && currentPhase(build) !== 'QUEUED') return closed;
  switch (currentPhase(build)) {
    case 'QUEUED':
      return join(closed.effects, complete(closed.build, at));
    case 'PROVISIONING':
    case 'FINALIZING':
      return closed;
    default:
      return { build: open(closed.build, 'FINALIZING', at), effects: closed.effects };
  }
}

/** Stopped and timed-out builds go straight to COMPLETED once their processes are gone; one that waits has none. */
function halt(
  build: Build,
  status: 'STOPPED' | 'TIMED_OUT',
  context: PhaseContext | undefined,
  at: number,
): Transition {
  const waits = currentPhase(build) === 'QUEUED';
  const closed = close(build, status, context, at);
  const halted = { ...closed.build, status };
  return waits ? join(closed.effects, complete(halted, at)) : { build: halted, effects: closed.effects };
}

function expire(build: Build, now: number, at: number): Transition {
  const waits = currentPhase(build) === 'QUEUED';
  const deadline = waits ? build.queueDeadlineAt : (build.deadlineAt ?? Number.POSITIVE_INFINITY);
  return now < deadline ? { build, effects: [] } : halt(build, 'TIMED_OUT', TIMED_OUT, at);
}

function settle(build: Build, now: number): Transition {
  if (!isEnding(build)) return { build, effects: [] };
  const at = Math.max(now, lastInstant(build));
  const closed = close(build, 'SUCCEEDED', undefined, at);
  return join(closed.effects, complete(closed.build, at));
}

function complete(build: Build, at: number): Transition {
  const status = build.status === 'IN_PROGRESS' ? outcome(build.phases) : build.status;
  const done = open({ ...build, status, endedAt: at }, 'COMPLETED', at);
  return { build: done, effects: [{ type: 'status-changed' }] };
}

/** One failed phase fails the build; a later phase that passes does not rescue it. */
function outcome(phases: readonly Phase[]): PhaseStatus {
  const worst: readonly PhaseStatus[] = ['FAULT', 'TIMED_OUT', 'FAILED'];
  return worst.find((status) => phases.some((phase) => phase.status === status)) ?? 'SUCCEEDED';
}

function advance(build: Build, to: PhaseType, at: number): Transition {
  const closed = close(build, 'SUCCEEDED', undefined, at);
  return { build: open(closed.build, to, at), effects: closed.effects };
}

function open(build: Build, type: PhaseType, at: number): Build {
  return { ...build, phases: [...build.phases, { type, startedAt: at }] };
}

/** SUBMITTED and QUEUED never carry contexts, nor does a stopped phase; every other one does, empty on success. */
function close(build: Build, status: PhaseStatus, context: PhaseContext | undefined, at: number): Transition {
  const last = build.phases.at(-1);
  if (!last || last.status !== undefined) return { build, effects: [] };
  const bare = status === 'STOPPED' || (last.type === 'QUEUED' && !context);
  const phase: Phase = {
    ...last,
    endedAt: at,
    status,
    ...(bare ? {} : { contexts: [context ?? { code: '', message: '' }] }),
  };
  return {
    build: { ...build, phases: [...build.phases.slice(0, -1), phase] },
    effects: [{ type: 'phase-completed', phase }],
  };
}

function lastInstant(build: Build): number {
  const last = build.phases.at(-1);
  return last?.endedAt ?? last?.startedAt ?? build.startedAt;
}

function join(before: readonly BuildEffect[], { build, effects }: Transition): Transition {
  return { build, effects: [...before, ...effects] };
}
