const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, createFormat(zone));
  return formats.get(zone);
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const two = '2-digit' as const;
  const parts = { year: 'numeric' as const, month: two, day: two, hour: two, minute: two, second: two };
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts });
  } catch {
    return undefined;
  }
}

/** Whether a name is one of the IANA time zones that this machine knows. */
export const isZone = (zone: string): boolean => formatOf(zone) !== undefined;

/** What clocks of a zone show at an instant, as if it were UTC; milliseconds since the epoch. */
export function toWallClock(instant: number, zone: string): number {
  const parts = new Map((formatOf(zone)?.formatToParts(instant) ?? []).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return seconds + (((instant % 1000) + 1000) % 1000);
}

/** The first instant at which clocks of a zone show a time; undefined for a time that they skip. */
export function toInstant(wallClock: number, zone: string): number | undefined {
  const guesses = [wallClock - DAY_MS, wallClock + DAY_MS].map((near) => wallClock - (toWallClock(near, zone) - near));
  const right = guesses.filter((guess) => toWallClock(guess, zone) === wallClock);
  return right.length === 0 ? undefined : Math.min(...right);
}

const DAY_MS = 86_400_000;
