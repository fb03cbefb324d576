import { SCRIPT_PHASES, type ScriptPhase } from './build-plan.ts';
import type { BuildProgress, PhaseFailure, PhaseProgress } from './build-progress.ts';
import { RUN_AS_PROBLEMS } from './run-as-problems.ts';

/** What the lines of an event file are; every time is in milliseconds since the epoch. */
type Event =
  /** `phase-started BUILD <time>` */
  | { readonly type: 'phase-started'; readonly phase: ScriptPhase; readonly at: number }
  /** `command-failed BUILD commands <index> <exit status> [<run-as problem>]` */
  | { readonly type: 'command-failed'; readonly phase: ScriptPhase; readonly failure: PhaseFailure }
  /** `phase-retried BUILD`: what failed in it so far does not count any more. */
  | { readonly type: 'phase-retried'; readonly phase: ScriptPhase }
  /** `phase-ended BUILD FAILED <time>` */
  | { readonly type: 'phase-ended'; readonly phase: ScriptPhase; readonly status: EndStatus; readonly at: number }
  /** `finished` */
  | { readonly type: 'finished' };

type PhaseEvent = Exclude<Event, { type: 'finished' }>;
type EndStatus = 'SUCCEEDED' | 'FAILED';

/** Reads an event file as far as it is written; lines that are no events are passed over. */
export function readProgress(eventsText: string): BuildProgress {
  const complete = eventsText.slice(0, eventsText.lastIndexOf('\n') + 1);
  const phases = new Map<ScriptPhase, PhaseProgress>();
  let finished = false;
  for (const line of complete.split('\n')) {
    const event = readEvent(line);
    if (event?.type === 'finished') finished = true;
    else if (event) applyToPhase(phases, event);
  }
  const ordered = [...phases.values()];
  return { phases: ordered, finished, succeeding: ordered.every(({ failure }) => !failure) };
}

function applyToPhase(phases: Map<ScriptPhase, PhaseProgress>, event: PhaseEvent): void {
  const { phase: type } = event;
  const known = phases.get(type);
  if (event.type === 'phase-started') {
    if (!known) phases.set(type, { type, startedAt: notBeforeTheLast(phases, event.at), status: 'IN_PROGRESS' });
    return;
  }
  if (!known) return;
  if (event.type === 'command-failed') phases.set(type, { failure: event.failure, ...known });
  if (event.type === 'phase-retried') phases.set(type, { type, startedAt: known.startedAt, status: 'IN_PROGRESS' });
  if (event.type === 'phase-ended') {
    phases.set(type, { ...known, status: event.status, endedAt: Math.max(event.at, known.startedAt) });
  }
}

/** The machine's clock may be set back during a build; phases still follow each other. */
function notBeforeTheLast(phases: ReadonlyMap<ScriptPhase, PhaseProgress>, at: number): number {
  return Math.max(at, ...[...phases.values()].map(({ startedAt, endedAt }) => endedAt ?? startedAt));
}

function readEvent(line: string): Event | undefined {
  const [type, ...words] = line.split(' ');
  if (type === 'finished') return { type };
  const phase = SCRIPT_PHASES.find((name) => name === words[0]);
  if (!phase) return undefined;
  const rest = words.slice(1);
  switch (type) {
    case 'phase-retried':
      return { type, phase };
    case 'phase-started':
      return isCount(rest[0]) ? { type, phase, at: Number(rest[0]) } : undefined;
    case 'command-failed':
      return readFailure(phase, rest);
    case 'phase-ended':
      return isEndStatus(rest[0]) && isCount(rest[1])
        ? { type, phase, status: rest[0], at: Number(rest[1]) }
        : undefined;
    default:
      return undefined;
  }
}

function readFailure(phase: ScriptPhase, [list, index, exitStatus, problem]: readonly string[]): Event | undefined {
  if (list !== 'commands' && list !== 'finally') return undefined;
  if (!isCount(index) || !isCount(exitStatus)) return undefined;
  const reason = RUN_AS_PROBLEMS.find((known) => known === problem);
  const failure = {
    list,
    index: Number(index),
    exitStatus: Number(exitStatus),
    ...(reason ? { reason } : {}),
  } as const;
  return { type: 'command-failed', phase, failure };
}

const isCount = (word: string | undefined): word is string => word !== undefined && /^\d{1,15}$/.test(word);

const isEndStatus = (word: string | undefined): word is EndStatus => word === 'SUCCEEDED' || word === 'FAILED';
