import type { Entry } from './entry.ts';
import { type Attempt, isOpen, type Visit } from './visit.ts';

/** What happened in an execution, told from its history. */
export interface Story {
  /** In the order they began. */
  readonly visits: readonly Visit[];
  /** Which states were followed by which: `transitionKey`. */
  readonly transitions: ReadonlySet<string>;
}

export const transitionKey = (from: string, to: string): string => JSON.stringify([from, to]);

interface Telling {
  readonly visits: Visit[];
  readonly transitions: Set<string>;
  /** Whose event it is, by id. */
  readonly owners: Map<number, Visit>;
  readonly byId: Map<number, Entry>;
  /** Visits that a redrive goes on with, which the next events after it belong to, one each. */
  reopened: Visit[];
}

const TASK = /^(?:Task|LambdaFunction|Activity)([A-Z]\w+)$/;
const COMPOSITE = /^(Parallel|Map)State(Started|Succeeded|Failed|Aborted)$/;

/** Every event says which one it follows: so the flows within a Parallel or a Map are told apart. */
export function tellStory(entries: readonly Entry[]): Story {
  const telling: Telling = {
    visits: [],
    transitions: new Set(),
    owners: new Map(),
    byId: new Map(),
    reopened: [],
  };
  for (const entry of entries) {
    telling.byId.set(entry.id, entry);
    const owner = tell(telling, entry);
    if (owner) telling.owners.set(entry.id, owner);
  }
  return telling;
}

/** Returns whose event it is. */
function tell(telling: Telling, entry: Entry): Visit | undefined {
  const before = telling.owners.get(entry.previous);
  if (entry.type.endsWith('StateEntered')) return enter(telling, entry, before);
  if (entry.type.endsWith('StateExited')) return exit(telling, entry, before);
  const [, composite, happening] = COMPOSITE.exec(entry.type) ?? [];
  if (composite) return tellComposite(telling, entry, { type: composite, happening, before });
  if (entry.type.startsWith('MapIteration')) return tellIteration(entry, before);
  const [, task] = TASK.exec(entry.type) ?? [];
  if (task) return tellTask(entry, task, before ?? takeReopened(telling, 'Task'));
  if (entry.type === 'ExecutionRedriven') return redrive(telling);
  if (/^Execution(Failed|TimedOut|Aborted)$/.test(entry.type)) endAll(telling, entry, before);
  return undefined;
}

function enter(telling: Telling, entry: Entry, before: Visit | undefined): Visit {
  const previous = telling.byId.get(entry.previous)?.type ?? '';
  const begins = previous === 'ParallelStateStarted' || previous === 'MapIterationStarted';
  const parent = begins ? before : before?.parent;
  const iteration = previous === 'MapIterationStarted' ? telling.byId.get(entry.previous)?.index : before?.iteration;
  const state = entry.name ?? '';
  const visit: Visit = {
    number: telling.visits.length + 1,
    state,
    type: entry.type.replace(/StateEntered$/, ''),
    ...(parent ? { parent } : {}),
    ...(iteration === undefined || !parent ? {} : { iteration }),
    enteredAt: entry.at,
    ...(entry.input ? { input: entry.input } : {}),
    status: 'running',
    attempts: [],
  };
  if (before && !begins) telling.transitions.add(transitionKey(before.state, state));
  telling.visits.push(visit);
  return visit;
}

/** The visit itself or one that it is within. */
function outward(from: Visit | undefined, fits: (visit: Visit) => boolean): Visit | undefined {
  for (let visit = from; visit; visit = visit.parent) if (fits(visit)) return visit;
  return undefined;
}

const newest = ({ visits }: Telling, fits: (visit: Visit) => boolean) => visits.findLast(fits);

function exit(telling: Telling, entry: Entry, before: Visit | undefined): Visit | undefined {
  const isIt = (visit: Visit) => visit.state === entry.name && isOpen(visit);
  const visit = outward(before, isIt) ?? newest(telling, isIt);
  if (!visit) return undefined;
  const last = visit.attempts.at(-1);
  const hasFailed = last ? last.error !== undefined : ['Task', 'Parallel', 'Map'].includes(visit.type);
  visit.status = hasFailed ? 'caught' : 'succeeded';
  visit.endedAt = entry.at;
  if (entry.output) visit.output = entry.output;
  return visit;
}

interface Composite {
  readonly type: string;
  readonly happening: string | undefined;
  readonly before: Visit | undefined;
}

function tellComposite(telling: Telling, entry: Entry, { type, happening, before }: Composite): Visit | undefined {
  const isIt = (visit: Visit) => visit.type === type && isOpen(visit);
  const visit = outward(before, isIt) ?? newest(telling, isIt);
  if (!visit) return undefined;
  if (happening === 'Started') {
    visit.status = 'running';
    visit.attempts.push({ startedAt: entry.at });
    if (entry.length !== undefined) visit.items = entry.length;
    return visit;
  }
  const attempt = visit.attempts.at(-1);
  if (attempt) attempt.endedAt = entry.at;
  if (happening === 'Succeeded') return visit;
  const culprit = before !== visit && before && isOpen(before) ? before : undefined;
  if (culprit) closeFailed(culprit, entry);
  fail(visit, attempt, { ...entry, ...failureOf(culprit), ...(entry.error ? { error: entry.error } : {}) });
  const isWithin = (other: Visit) => outward(other.parent, (outer) => outer === visit) !== undefined;
  for (const other of telling.visits) if (isOpen(other) && isWithin(other)) close(other, entry);
  return visit;
}

function failureOf(culprit: Visit | undefined): { error?: string; cause?: string } {
  const { error, cause } = culprit?.error === undefined ? (culprit?.attempts.at(-1) ?? {}) : culprit;
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

const tellIteration = (entry: Entry, before: Visit | undefined) => {
  if (entry.type === 'MapIterationFailed' && before?.state !== entry.name && before && isOpen(before))
    closeFailed(before, entry);
  return outward(before, (visit) => visit.type === 'Map' && visit.state === entry.name);
};

function tellTask(entry: Entry, happening: string, visit: Visit | undefined): Visit | undefined {
  if (!visit) return undefined;
  const attempt = visit.attempts.at(-1);
  if (happening === 'Scheduled') {
    const { resource, input } = entry;
    visit.attempts.push({ startedAt: entry.at, ...(resource ? { resource } : {}), ...(input ? { input } : {}) });
    visit.status = 'running';
  } else if (happening === 'Submitted') {
    if (attempt && entry.output) attempt.submitted = entry.output;
  } else if (happening === 'Succeeded') {
    if (attempt) Object.assign(attempt, { endedAt: entry.at }, entry.output ? { output: entry.output } : {});
  } else if (happening !== 'Started') {
    if (attempt) attempt.endedAt = entry.at;
    fail(visit, attempt, entry);
  }
  return visit;
}

/** The state may be tried again, or its error be caught: that is for the next events to say. */
function fail(visit: Visit, attempt: Attempt | undefined, { error, cause, type }: Entry): void {
  visit.status = 'retrying';
  if (!attempt) return;
  attempt.error = error ?? (type.endsWith('TimedOut') ? 'States.Timeout' : 'Failed');
  if (cause) attempt.cause = cause;
}

function close(visit: Visit, { id, at }: Entry): void {
  const attempt = visit.attempts.at(-1);
  visit.status = attempt?.error === undefined ? 'stopped' : 'failed';
  visit.endedAt = at;
  visit.closedBy = id;
  if (attempt) attempt.endedAt ??= at;
}

function closeFailed(visit: Visit, entry: Entry): void {
  close(visit, entry);
  visit.status = 'failed';
  const told = visit.attempts.at(-1)?.error !== undefined;
  if (!told && entry.error) visit.error = entry.error;
  if (!told && entry.cause) visit.cause = entry.cause;
}

function endAll({ visits }: Telling, entry: Entry, before: Visit | undefined): void {
  if (entry.type === 'ExecutionFailed' && before && isOpen(before)) closeFailed(before, entry);
  for (const visit of visits) if (isOpen(visit)) close(visit, entry);
}

/** What was ended with the execution goes on, and what had been ended in it by its last failure. */
function redrive(telling: Telling): undefined {
  const end = telling.visits.reduce((last, { closedBy = 0 }) => Math.max(last, closedBy), 0);
  const open = new Set<Visit>();
  for (const visit of telling.visits) {
    const { closedBy, parent } = visit;
    const isEndedWithParent = parent !== undefined && open.has(parent) && isOfLastAttempt(visit, parent);
    if (closedBy === undefined || !(closedBy === end || isEndedWithParent)) continue;
    open.add(visit);
    visit.status = 'running';
    delete visit.endedAt;
    delete visit.closedBy;
  }
  const outer = new Set([...open].map(({ parent }) => parent));
  telling.reopened = [...open].filter((visit) => !outer.has(visit));
  return undefined;
}

const isOfLastAttempt = ({ enteredAt }: Visit, { attempts }: Visit): boolean =>
  enteredAt >= (attempts.at(-1)?.startedAt ?? 0);

function takeReopened(telling: Telling, type: string): Visit | undefined {
  const index = telling.reopened.findIndex((visit) => visit.type === type);
  return index < 0 ? undefined : telling.reopened.splice(index, 1)[0];
}
