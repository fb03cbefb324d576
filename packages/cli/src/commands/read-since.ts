import { UserError } from '../user-error.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** `90m`, `12h`, `7d`, `4w` before now, or a date in ISO 8601: the instant in milliseconds since the epoch. */
export function readSince(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const since = unit ? now - Number(count) * UNITS[unit as keyof typeof UNITS] : Date.parse(text);
  if (/^\d+$/.test(text) || !Number.isFinite(since) || since >= now)
    throw new UserError(
      `--since ${text}: give how long ago, as 90m, 12h, 7d or 4w, or a date that is past, as 2026-01-31`,
    );
  return since;
}
