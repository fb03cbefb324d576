const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** `45s`, `12m 05s`, `3h 12m`, `2d 04h`: the two largest units. */
export function formatAge(milliseconds: number): string {
  const rest = Math.max(0, milliseconds);
  const at = UNITS.findIndex(([, size]) => rest >= size);
  const [unit, size] = UNITS[at] ?? ['s', 1_000];
  const smaller = UNITS[at + 1];
  const first = `${Math.floor(rest / size)}${unit}`;
  if (at < 0 || !smaller) return first;
  return `${first} ${String(Math.floor((rest % size) / smaller[1])).padStart(2, '0')}${smaller[0]}`;
}
