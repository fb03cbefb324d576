const NANOSECONDS = 1_000_000_000;

/** Seconds as tools write them, with a decimal comma or thousands separated where the machine's locale does so; 0 for no number. */
export function secondsToNanoSeconds(text: string | undefined): number {
  if (!text) return 0;
  const hasPoint = text.includes('.');
  const plain = hasPoint ? text.replaceAll(',', '') : text.replace(',', '.');
  return toNanoSeconds(Number(plain));
}

export const millisecondsToNanoSeconds = (text: string | undefined): number => toNanoSeconds(Number(text ?? 0) / 1000);

/** `1.02:03:04.5000000`: days, hours, minutes, seconds; days and fraction may be missing. */
export function timeSpanToNanoSeconds(text: string | undefined): number {
  const match = /^(?:(\d{1,9})\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/.exec(text?.trim() ?? '');
  if (!match) return 0;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return toNanoSeconds((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0));
}

/** Nanoseconds of a number of seconds; 0 for what cannot be a duration. */
export function toNanoSeconds(seconds: number): number {
  const value = Math.round(seconds * NANOSECONDS);
  return Number.isFinite(value) && value > 0 ? Math.min(value, Number.MAX_SAFE_INTEGER) : 0;
}
