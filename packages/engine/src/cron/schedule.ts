import { type Cron, nextCronTime, parseCron } from './parse-cron.ts';

export type Schedule =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(5 minutes)` or `cron(0 12 * * ? *)`; undefined when it is neither. */
export function parseSchedule(expression: string): Schedule | undefined {
  const rate = /^rate\((\d{1,9}) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) {
    const [, count, unit = '', plural] = rate;
    const number = Number(count);
    if (number < 1 || (number === 1) !== (plural === '')) return undefined;
    return { kind: 'rate', everyMs: number * (UNIT_MS[unit] ?? 0) };
  }
  const fields = /^cron\(([^()]*)\)$/.exec(expression)?.[1];
  const cron = fields === undefined ? undefined : parseCron(fields);
  return cron && { kind: 'cron', cron };
}

/**
 * When a schedule fires next after `after`, in milliseconds since the epoch; undefined when never again.
 * A rate counts from `anchor`, when the rule was made or changed, so that restarts do not shift it.
 */
export function nextFiring(schedule: Schedule, anchor: number, after: number): number | undefined {
  if (schedule.kind === 'cron') return nextCronTime(schedule.cron, after);
  const passed = Math.floor((after - anchor) / schedule.everyMs);
  return anchor + (Math.max(passed, 0) + 1) * schedule.everyMs;
}
