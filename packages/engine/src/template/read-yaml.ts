import { type Event, getScalarValue, parseEvents, type ScalarEvent, YAMLException } from 'js-yaml';
import { type Json, type JsonObject, setMember } from './json.ts';
import { plainScalar } from './yaml-scalars.ts';

/** Far beyond what people write. */
export const MOST_LEVELS = 100;
const [DOCUMENT, SEQUENCE, MAPPING, SCALAR, ALIAS, POP] = [1, 2, 3, 4, 5, 6] as const;
const PLAIN = 1;

const SHORT_FORMS = [
  ...['Base64', 'Cidr', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Select', 'Split', 'Sub'],
  ...['Transform', 'And', 'Equals', 'Not', 'Or', 'Contains', 'EachMemberEquals', 'EachMemberIn'],
  ...['RefAll', 'ValueOf', 'ValueOfAll'],
];
const LONG_NAMES = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...SHORT_FORMS.map((name) => [`!${name}`, `Fn::${name}`] as const),
]);
/** Types of YAML itself; what they are given is read as they say. */
const SCALAR_TYPES: ReadonlySet<string> = new Set(['!!int', '!!float', '!!bool', '!!null']);
const TEXT_TYPES: ReadonlySet<string> = new Set(['!', '!!str']);

/** What is wrong with a text, and at which of its characters. */
export interface Unreadable {
  readonly reason: string;
  readonly offset: number;
  /** Said alone, instead of that the YAML is not well-formed. */
  readonly isWhole?: boolean;
}

class UnreadableError extends Error {
  readonly what: Unreadable;
  constructor(what: Unreadable) {
    super(what.reason);
    this.what = what;
  }
}

const refuse = (reason: string, offset: number | undefined, isWhole = false): never => {
  throw new UnreadableError({ reason, offset: offset ?? 0, isWhole });
};

/** The name that a tag of a node stands for: `Fn::Sub` for `!Sub`. */
export const longName = (source: string, event: { tagStart: number; tagEnd: number }): string | undefined =>
  event.tagStart < 0 ? undefined : LONG_NAMES.get(source.slice(event.tagStart, event.tagEnd));

/** The name under which a member is found whose key is written so. */
export const keyText = (source: string, event: ScalarEvent): string => {
  const text = getScalarValue(source, event);
  // As a value, so as a key: `Yes` is `true`.
  return event.style === PLAIN && event.tagStart < 0 ? String(plainScalar(text)) : text;
};

/** Where a node begins, with its tag and anchor; undefined for one that is not written. */
export function startOf(event: Event): number | undefined {
  if (event.type === DOCUMENT || event.type === POP) return undefined;
  if (event.type === ALIAS) return event.anchorStart - 1;
  const own = event.type === SCALAR ? valueStart(event) : event.start;
  const starts = [event.anchorStart - 1, event.tagStart, own].filter((start) => start >= 0);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

/** Where a scalar begins, its quote with it. */
const valueStart = ({ style, valueStart }: ScalarEvent): number =>
  style === 2 || style === 3 ? valueStart - 1 : valueStart;

/** Reads YAML into plain data, short forms written out. Nesting is bounded, and there are no aliases to unfold. */
export function readYaml(source: string): { readonly value: Json } | { readonly problem: Unreadable } {
  try {
    return { value: build(source, parseEvents(source, { maxDepth: MOST_LEVELS })) };
  } catch (error) {
    if (error instanceof UnreadableError) return { problem: error.what };
    if (error instanceof YAMLException) return { problem: { reason: error.reason, offset: error.mark?.position ?? 0 } };
    throw error;
  }
}

function build(source: string, events: readonly Event[]): Json {
  let at = 0;
  const next = (): Event => events[at++] ?? { type: POP };
  const isOpen = () => at < events.length && events[at]?.type !== POP;

  function node(): Json {
    const event = next();
    switch (event.type) {
      case SCALAR:
        return scalar(source, event);
      case SEQUENCE: {
        const items: Json[] = [];
        while (isOpen()) items.push(node());
        at += 1;
        return withName(source, event, items);
      }
      case MAPPING: {
        const object = mapping();
        return withName(source, event, object);
      }
      case ALIAS:
        return refuse('Template error: YAML aliases are not allowed in CloudFormation templates', startOf(event), true);
      default:
        return null;
    }
  }

  function mapping(): JsonObject {
    const object: JsonObject = {};
    while (isOpen()) {
      const event = next();
      if (event.type !== SCALAR) return refuse('a key that is no text', startOf(event));
      const key = keyText(source, event);
      if (key === '<<' && event.style === PLAIN)
        refuse('Template error: YAML hash merges are not allowed in CloudFormation templates', startOf(event), true);
      if (Object.hasOwn(object, key)) refuse(`duplicated mapping key "${key}"`, startOf(event));
      setMember(object, key, node());
    }
    at += 1;
    return object;
  }

  if (next().type !== DOCUMENT) return null;
  const root = isOpen() ? node() : null;
  at += 1;
  if (at < events.length) refuse('expected a single document', startOf(events[at + 1] ?? { type: POP }));
  return root;
}

function scalar(source: string, event: ScalarEvent): Json {
  const text = getScalarValue(source, event);
  if (event.tagStart < 0) return event.style === PLAIN ? plainScalar(text) : text;
  const tag = source.slice(event.tagStart, event.tagEnd);
  if (TEXT_TYPES.has(tag)) return text;
  if (SCALAR_TYPES.has(tag)) return plainScalar(text);
  const name = LONG_NAMES.get(tag);
  if (!name) return refuse(`unknown tag ${tag}`, event.tagStart);
  // `!GetAtt A.b` means the list [A, b].
  const dot = text.indexOf('.');
  if (name === 'Fn::GetAtt') return { [name]: dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)] };
  return { [name]: text };
}

function withName(source: string, event: { tagStart: number; tagEnd: number; type: 2 | 3 }, value: Json): Json {
  if (event.tagStart < 0) return value;
  const name = longName(source, event);
  if (name) return { [name]: value };
  const tag = source.slice(event.tagStart, event.tagEnd);
  return tag === '!' || tag === (event.type === SEQUENCE ? '!!seq' : '!!map')
    ? value
    : refuse(`unknown tag ${tag}`, event.tagStart);
}
