import type { BusEvent } from './event.ts';
import { parseJsonPath, readJsonPath } from './json-path.ts';

export interface Transformer {
  /** Variable → JSON path. */
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

/** What templates can name besides their own variables. */
export interface Surroundings {
  readonly event: BusEvent;
  readonly ruleArn: string;
  readonly ruleName: string;
  /** When the event was received, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/**
 * Fills a template in. In a JSON template a placeholder outside of quotes becomes JSON, one inside becomes text; in any
 * other template all become text, and the template's quotes stay. As text, an object loses its quotes. A variable whose
 * path leads nowhere becomes `null` or nothing; a name that is no variable stays as it is.
 */
export function transformInput({ paths, template }: Transformer, surroundings: Surroundings): string {
  const variables = valuesOf(paths, surroundings);
  const lookUp = (name: string) => (variables.has(name) ? { value: variables.get(name) } : undefined);
  const only = /^\s*<([A-Za-z0-9_.-]+)>\s*$/.exec(template)?.[1];
  const whole = only === undefined ? undefined : lookUp(only);
  if (whole) return typeof whole.value === 'string' ? whole.value : asJson(whole.value);
  const isJson = /^\s*[[{]/.test(template);
  const quoted = isJson ? quotedRanges(template) : () => false;
  return template.replace(PLACEHOLDER, (placeholder: string, name: string, at: number) => {
    const found = lookUp(name);
    if (!found) return placeholder;
    if (!isJson) return asText(found.value);
    return quoted(at) ? JSON.stringify(asText(found.value)).slice(1, -1) : asJson(found.value);
  });
}

function valuesOf(paths: Transformer['paths'], { event, ruleArn, ruleName, receivedAt }: Surroundings) {
  const { detail: _, ...withoutDetail } = event;
  const variables = new Map<string, unknown>([
    ['aws.events.rule-arn', ruleArn],
    ['aws.events.rule-name', ruleName],
    ['aws.events.event.ingestion-time', new Date(receivedAt).toISOString()],
    ['aws.events.event', withoutDetail],
    ['aws.events.event.json', event],
  ]);
  for (const [name, text] of Object.entries(paths)) {
    const path = parseJsonPath(text);
    variables.set(name, path && readJsonPath(path, event));
  }
  return variables;
}

const asJson = (value: unknown): string => JSON.stringify(value ?? null);

function asText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value).replaceAll('"', '');
}

/** Tells whether a position of a JSON text is inside of quotes. */
function quotedRanges(text: string): (at: number) => boolean {
  const inside = new Set<number>();
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (quoted) inside.add(at);
    if (quoted && text[at] === '\\') inside.add(++at);
    else if (text[at] === '"') quoted = !quoted;
  }
  return (at) => inside.has(at);
}

/** A JSON template must be JSON once its placeholders are filled; templates of text are free. */
export function isUsableTemplate(template: string): boolean {
  if (!/^\s*[[{]/.test(template)) return true;
  const quoted = quotedRanges(template);
  const filled = template.replace(PLACEHOLDER, (_placeholder, _name, at: number) => (quoted(at) ? 'x' : '"x"'));
  try {
    JSON.parse(filled);
    return true;
  } catch {
    return false;
  }
}
