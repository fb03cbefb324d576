import { nextCronTime } from '@codeyard/engine/cron/parse-cron';
import { nextFiring, parseSchedule, type Schedule as Recurrence } from '@codeyard/engine/cron/schedule';
import type { Schedule } from './schedule.ts';
import { isZone, toInstant, toWallClock } from './time-zone.ts';

export type Recurring = Recurrence | { readonly kind: 'at'; readonly wallClock: number };

/** Reads `rate(…)`, `cron(…)` or `at(2026-01-01T00:00:00)`; undefined for anything else. */
export function parseExpression(expression: string): Recurring | undefined {
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression)?.[1];
  if (at === undefined) return parseSchedule(expression);
  const wallClock = Date.parse(`${at}Z`);
  return Number.isNaN(wallClock) ? undefined : { kind: 'at', wallClock };
}

/** When a schedule is due next after a time, within its start and end; undefined when never again. */
export function nextDue(schedule: Schedule, after: number): number | undefined {
  const { expression, zone, startsAt = 0, endsAt = Number.POSITIVE_INFINITY, state, createdAt } = schedule;
  const recurring = parseExpression(expression);
  if (!recurring || state === 'DISABLED' || !isZone(zone)) return undefined;
  const from = Math.max(after, startsAt - 1);
  const due = dueAfter(recurring, { from, zone, anchor: Math.max(createdAt, startsAt), startsAt });
  return due === undefined || due > endsAt ? undefined : due;
}

function dueAfter(
  recurring: Recurring,
  { from, zone, anchor, startsAt }: { from: number; zone: string; anchor: number; startsAt: number },
): number | undefined {
  if (recurring.kind === 'rate') {
    // A rate with a start begins at it; one without begins a period after it was made.
    return startsAt > 0 && startsAt > from ? startsAt : nextFiring(recurring, anchor, from);
  }
  if (recurring.kind === 'at') {
    const instant = toInstant(recurring.wallClock, zone);
    return instant !== undefined && instant > from ? instant : undefined;
  }
  let wallClock = toWallClock(from, zone);
  for (;;) {
    const next = nextCronTime(recurring.cron, wallClock);
    if (next === undefined) return undefined;
    const instant = toInstant(next, zone);
    // A time that the clocks skip in spring is left out; one that comes twice in autumn is taken once.
    if (instant !== undefined && instant > from) return instant;
    wallClock = next;
  }
}
