import { type Cron, isCronMinute } from '../cron/parse-cron.ts';
import { parseSchedule } from '../cron/schedule.ts';
import type { Pool, PoolSchedule } from './pool.ts';

export interface Capacity {
  readonly floor: number;
  readonly ceiling: number;
}

/**
 * How many instances a pool keeps and may have at an instant. A period is read against the wall clock of its time zone: a minute that
 * daylight saving time skips is in none, one that it repeats is in it twice. The ceiling wins over the floor.
 */
export function capacityAt(pool: Pick<Pool, 'floor' | 'ceiling' | 'schedules'>, now: number): Capacity {
  const current = pool.schedules.filter((schedule) => isCurrent(schedule, now));
  if (current.length === 0) return { floor: Math.min(pool.floor, pool.ceiling), ceiling: pool.ceiling };
  const ceiling = Math.max(...current.map((schedule) => schedule.ceiling ?? pool.ceiling));
  return { floor: Math.min(Math.max(...current.map(({ floor }) => floor)), ceiling), ceiling };
}

/** The first minute after `now` at which a pool's capacity may change; undefined when it has no schedules. */
export function nextCapacityChange(pool: Pick<Pool, 'schedules'>, now: number): number | undefined {
  return pool.schedules.length === 0 ? undefined : (Math.floor(now / 60_000) + 1) * 60_000;
}

/** The cron expression of a period; undefined when it is none. */
export function parsePeriod(period: string): Cron | undefined {
  const schedule = parseSchedule(period);
  return schedule?.kind === 'cron' ? schedule.cron : undefined;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isCurrent({ period, timeZone }: PoolSchedule, now: number): boolean {
  const cron = parsePeriod(period);
  return cron !== undefined && isCronMinute(cron, wallClock(now, timeZone));
}

/** What the wall clock shows, as if it were that of UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  }).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'));
}
