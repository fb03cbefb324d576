/** Longer values are cut: they are echoed to whoever sent them. */
const LONGEST_SHOWN = 2000;

/** A value as AWS's servers print it into validation messages: lists `[a, b]`, maps and structures `{a=b}`. */
export function renderValue(value: unknown): string {
  const budget = { left: LONGEST_SHOWN };
  const text = render(value, budget);
  return budget.left < 0 ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}

function render(value: unknown, budget: { left: number }): string {
  if (budget.left < 0) return '';
  const text = renderOne(value, budget);
  if (typeof value !== 'object' || value === null) budget.left -= text.length;
  else budget.left -= 2;
  return text;
}

function renderOne(value: unknown, budget: { left: number }): string {
  if (Array.isArray(value)) return `[${renderAll(value, budget, (element) => render(element, budget))}]`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${renderAll(Object.entries(value), budget, ([key, inner]) => `${render(key, budget)}=${render(inner, budget)}`)}}`;
  }
  return typeof value === 'string' ? value.slice(0, LONGEST_SHOWN + 1) : String(value);
}

function renderAll<T>(items: readonly T[], budget: { left: number }, show: (item: T) => string): string {
  const shown: string[] = [];
  for (const item of items) {
    if (budget.left < 0) break;
    shown.push(show(item));
    budget.left -= 2;
  }
  return shown.join(', ');
}
