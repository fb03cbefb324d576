type Step = { readonly name: string } | { readonly index: number } | { readonly all: true };

/** `$.detail.list[0].name`, with `[*]` and `['any name']`; names may hold letters, digits, `_`, `-`, `/` and `:`. */
export type JsonPath = readonly Step[];

const STEP = /\.([\w/:-]+)|\.(\*)|\[(\d{1,9})\]|\[(\*)\]|\[['"]([^'"\]]+)['"]\]/y;

/** Undefined when the text is no path that EventBridge takes. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, name, anyName, index, anyIndex, quoted] = match;
    if (anyName ?? anyIndex) steps.push({ all: true });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ name: name ?? quoted ?? '' });
  }
  return steps;
}

/** The value there, a list of values when the path has a wildcard; undefined when there is none. */
export function readJsonPath(path: JsonPath, value: unknown): unknown {
  const values = path.reduce<unknown[]>((found, step) => found.flatMap((item) => follow(step, item)), [value]);
  return path.some((step) => 'all' in step) ? values : values[0];
}

function follow(step: Step, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('all' in step) return Object.values(value);
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
  return !Array.isArray(value) && Object.hasOwn(value, step.name)
    ? [(value as Record<string, unknown>)[step.name]]
    : [];
}
