/** `850 ms`, `12.4 s`, `3 min 5 s`, `2 h 4 min`, `3 d 2 h`. */
export function showDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return two(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return two(minutes, 60, 'h', 'min');
  return two(Math.round(minutes / 60), 24, 'd', 'h');
}

const two = (amount: number, size: number, large: string, small: string): string => {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
};

/** `2026-07-03 12:00:05 UTC`. */
export const showInstant = (at: number): string => `${isoOf(at).slice(0, 19).replace('T', ' ')} UTC`;

export const isoOf = (at: number): string => new Date(at).toISOString();
