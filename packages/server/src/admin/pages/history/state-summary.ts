import { isOpen, type Visit, type VisitStatus } from './visit.ts';

/** How it stands with a state of the definition after all visits to it. */
export interface StateSummary {
  readonly status: VisitStatus;
  readonly visits: number;
  /** Attempts after the first, of the visits that count. */
  readonly retries: number;
  /** The visit that says most about it. */
  readonly visit: Visit;
  /** Of a Map: how it stands with its items. */
  readonly items?: { readonly all: number; readonly begun: number };
}

const WORST_FIRST: readonly VisitStatus[] = ['running', 'retrying', 'failed', 'stopped', 'caught', 'succeeded'];

/** By the name of the state; names are unique in a whole definition. */
export function summarise(visits: readonly Visit[]): ReadonlyMap<string, StateSummary> {
  const byState = new Map<string, Visit[]>();
  for (const visit of visits) {
    const list = byState.get(visit.state);
    if (list) list.push(visit);
    else byState.set(visit.state, [visit]);
  }
  const begun = new Map<Visit, Set<number>>();
  for (const { parent, iteration } of visits)
    if (parent && iteration !== undefined) begun.set(parent, (begun.get(parent) ?? new Set<number>()).add(iteration));
  return new Map([...byState].map(([state, list]) => [state, summaryOf(list, begun)]));
}

/** The last visit counts, and those of other iterations beside it. */
function summaryOf(visits: readonly Visit[], begun: ReadonlyMap<Visit, ReadonlySet<number>>): StateSummary {
  const last = visits.at(-1) as Visit;
  const latest = new Map<number | undefined, Visit>();
  for (const visit of visits) if (visit.parent === last.parent) latest.set(visit.iteration, visit);
  const counted = [...latest.values()];
  const visit = WORST_FIRST.map((status) => counted.findLast((one) => one.status === status)).find(Boolean) ?? last;
  return {
    status: visit.status,
    visits: visits.length,
    retries: counted.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
    visit,
    ...(visit.items === undefined ? {} : { items: { all: visit.items, begun: begun.get(visit)?.size ?? 0 } }),
  };
}

/** Those that a page shows: all that run or failed and the newest others, in their order. */
export function choose(visits: readonly Visit[], most: number): readonly Visit[] {
  if (visits.length <= most) return visits;
  const isTold = (visit: Visit) => isOpen(visit) || visit.status === 'failed';
  const first = visits.filter(isTold).slice(-most);
  const others = visits.filter((visit) => !isTold(visit));
  const chosen = new Set([...first, ...others.slice(others.length - (most - first.length))]);
  return visits.filter((visit) => chosen.has(visit));
}
