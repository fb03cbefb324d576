import { isOfLastAttempt, isOpen, type Visit, type VisitStatus } from './visit.ts';

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
  for (const visit of visits) {
    const { parent, iteration } = visit;
    if (parent && iteration !== undefined && isOfLastAttempt(visit, parent))
      begun.set(parent, (begun.get(parent) ?? new Set<number>()).add(iteration));
  }
  // What a state is within has been entered before it.
  const counting = new Set<Visit>();
  return new Map([...byState].map(([state, list]) => [state, summaryOf(list, { begun, counting })]));
}

interface Beside {
  readonly begun: ReadonlyMap<Visit, ReadonlySet<number>>;
  /** Visits to the states before that count. */
  readonly counting: Set<Visit>;
}

/** The last visit counts, and those of other iterations beside it; of what it is within, the last attempt. */
function summaryOf(visits: readonly Visit[], { begun, counting }: Beside): StateSummary {
  const last = visits.at(-1) as Visit;
  const latest = new Map<Visit | undefined, Map<number | undefined, Visit>>();
  for (const visit of visits) {
    const { parent, iteration } = visit;
    if (parent && !(counting.has(parent) && isOfLastAttempt(visit, parent))) continue;
    latest.set(parent, (latest.get(parent) ?? new Map<number | undefined, Visit>()).set(iteration, visit));
  }
  const beside = [...latest.values()].flatMap((byIteration) => [...byIteration.values()]);
  const counted = beside.length > 0 ? beside : [last];
  for (const visit of counted) counting.add(visit);
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
