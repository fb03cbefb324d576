import { isRecord } from './fields.ts';

/** `{{ name }}`; names with a colon stand for other things, such as `{{ ssm:parameter }}`. */
const REFERENCE = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}$/;
/** Known without being declared. */
const BUILT_IN = new Set(['platformType']);

/** Names of the parameters that are used anywhere in a value. */
export function referencesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === 'string') for (const [, name = ''] of part.matchAll(REFERENCE)) names.add(name);
    else if (Array.isArray(part)) part.forEach(visit);
    else if (isRecord(part)) Object.values(part).forEach(visit);
  };
  visit(value);
  for (const name of BUILT_IN) names.delete(name);
  return names;
}

/**
 * Puts values for the parameters of a value: a text that is one parameter becomes its value, and in a list a list becomes its
 * items; inside a text, values are written out. What a value itself says is never looked at again.
 */
export function fillIn(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  const read = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    if (whole !== undefined && read(whole) !== undefined) return read(whole);
    return value.replace(REFERENCE, (text, name: string) => (read(name) === undefined ? text : asText(read(name))));
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const filled = fillIn(item, values);
      return Array.isArray(filled) && typeof item === 'string' ? filled : [filled];
    });
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillIn(part, values)]));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
