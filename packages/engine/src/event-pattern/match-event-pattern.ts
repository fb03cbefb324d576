import { isInRange } from './address-range.ts';
import type { Bound, EventPattern, Matcher, PatternField, Scalar } from './event-pattern.ts';
import { matchesWildcard } from './wildcard.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether `event` (parsed JSON) matches. Of an array one element is enough, and fields asked for together must hold
 * in the same element. `exists: false` means that no element of the event has a value at that path.
 */
export function matchesEventPattern(pattern: EventPattern, event: JsonObject): boolean {
  return matchesObject(pattern, event, { event, path: [] });
}

interface Place {
  readonly event: JsonObject;
  readonly path: readonly string[];
}

function matchesObject(pattern: EventPattern, object: JsonObject, place: Place): boolean {
  return (
    pattern.fields.every((field) => matchesField(field, object, place)) &&
    pattern.alternatives.every((group) => group.some((alternative) => matchesObject(alternative, object, place)))
  );
}

function matchesField({ name, test }: PatternField, object: JsonObject, { event, path }: Place): boolean {
  const place = { event, path: [...path, name] };
  const values = flat(Object.hasOwn(object, name) ? object[name] : []);
  if (isMatchers(test)) return test.some((matcher) => matchesSome(matcher, values, place));
  const objects = values.filter(isObject);
  return (objects.length === 0 ? [{}] : objects).some((inner) => matchesObject(test, inner, place));
}

function matchesSome(matcher: Matcher, values: readonly unknown[], place: Place): boolean {
  if (matcher.kind === 'exists' && !matcher.expected) return !hasValue(place.event, place.path);
  return values.some((value) => isScalar(value) && matchesScalar(matcher, value));
}

function hasValue(value: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return flat(value).some(isScalar);
  return flat(value).some((item) => isObject(item) && Object.hasOwn(item, name) && hasValue(item[name], rest));
}

function matchesScalar(matcher: Matcher, value: Scalar): boolean {
  switch (matcher.kind) {
    case 'equals':
      return value === matcher.value;
    case 'numeric':
      return typeof value === 'number' && isAbove(value, matcher.low) && isBelow(value, matcher.high);
    case 'exists':
      return matcher.expected;
    case 'anything-but':
      return !matcher.matchers.some((excluded) => matchesScalar(excluded, value));
    default:
      return typeof value === 'string' && matchesText(matcher, value);
  }
}

type TextMatcher = Exclude<Matcher, { kind: 'equals' | 'numeric' | 'exists' | 'anything-but' }>;

function matchesText(matcher: TextMatcher, value: string): boolean {
  switch (matcher.kind) {
    case 'equals-ignore-case':
      return folded(value) === folded(matcher.text);
    case 'wildcard':
      return matchesWildcard(matcher.pieces, value);
    case 'cidr':
      return isInRange(matcher.range, value);
    default: {
      const fold = matcher.ignoreCase ? folded : (text: string) => text;
      const [text, edge] = [fold(value), fold(matcher.text)];
      return matcher.kind === 'prefix' ? text.startsWith(edge) : text.endsWith(edge);
    }
  }
}

const isAbove = (value: number, low: Bound | undefined) =>
  low === undefined || value > low.value || (low.included && value === low.value);
const isBelow = (value: number, high: Bound | undefined) =>
  high === undefined || value < high.value || (high.included && value === high.value);

const folded = (text: string) => text.toLowerCase();
const flat = (value: unknown): readonly unknown[] => [value].flat(Number.POSITIVE_INFINITY);
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';
const isMatchers = (test: PatternField['test']): test is readonly Matcher[] => Array.isArray(test);
