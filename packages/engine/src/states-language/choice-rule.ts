import { isObject, type Json, type JsonObject } from './json.ts';
import { findPath, type Surroundings } from './json-path.ts';
import { runtimeError } from './states-error.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const isTimestamp = (value: Json | undefined): value is string => typeof value === 'string' && TIMESTAMP.test(value);

type Compare = (found: Json | undefined, wanted: Json) => boolean;

/** An order of values of one kind; values of other kinds never compare. */
function ordered<Kind>(is: (value: Json | undefined) => value is Json & Kind, weigh: (value: Kind) => number | string) {
  const compare =
    (holds: (a: number | string, b: number | string) => boolean): Compare =>
    (found, wanted) =>
      is(found) && is(wanted) && holds(weigh(found), weigh(wanted));
  return {
    Equals: compare((a, b) => a === b),
    LessThan: compare((a, b) => a < b),
    GreaterThan: compare((a, b) => a > b),
    LessThanEquals: compare((a, b) => a <= b),
    GreaterThanEquals: compare((a, b) => a >= b),
  };
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isNumber = (value: Json | undefined): value is number => typeof value === 'number';
const is = (test: (found: Json) => boolean): Compare => {
  return (found, wanted) => (found !== undefined && test(found)) === wanted;
};

const named = (kind: string, operators: Readonly<Record<string, Compare>>) =>
  Object.fromEntries(Object.entries(operators).map(([name, compare]) => [kind + name, compare]));

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html#amazon-states-language-choice-state-rules */
export const OPERATORS: Readonly<Record<string, Compare>> = {
  ...named(
    'String',
    ordered(isText, (value) => value),
  ),
  ...named(
    'Numeric',
    ordered(isNumber, (value) => value),
  ),
  ...named(
    'Timestamp',
    ordered(isTimestamp, (value) => Date.parse(value)),
  ),
  BooleanEquals: (found, wanted) => typeof found === 'boolean' && found === wanted,
  StringMatches: (found, wanted) => isText(found) && isText(wanted) && matches(found, wanted),
  IsNull: is((found) => found === null),
  IsString: is(isText),
  IsNumeric: is(isNumber),
  IsBoolean: is((found) => typeof found === 'boolean'),
  IsTimestamp: is(isTimestamp),
};

/** `*` stands for any characters; a backslash takes its meaning away. */
function matches(text: string, pattern: string): boolean {
  const parts = pattern.split(/(?<!\\)\*/).map((part) => part.replace(/\\([*\\])/g, '$1'));
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whether a choice rule of JSONPath holds. */
export function choiceHolds(rule: JsonObject, from: Surroundings): boolean {
  if (Array.isArray(rule.And)) return (rule.And as JsonObject[]).every((inner) => choiceHolds(inner, from));
  if (Array.isArray(rule.Or)) return (rule.Or as JsonObject[]).some((inner) => choiceHolds(inner, from));
  if (isObject(rule.Not)) return !choiceHolds(rule.Not, from);
  const path = String(rule.Variable);
  const found = findPath(path, from);
  if ('IsPresent' in rule) return (found !== undefined) === rule.IsPresent;
  const operator = Object.keys(rule).find((name) => operatorOf(name) !== undefined);
  if (operator === undefined) throw runtimeError('The choice rule has no operator');
  if (found === undefined)
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  const wanted = operator.endsWith('Path') ? wantedBy(String(rule[operator]), from) : (rule[operator] ?? null);
  return operatorOf(operator)?.(found, wanted) ?? false;
}

/** A comparison by its name; with `Path` at the end what to compare with is found in the data. */
export const operatorOf = (name: string): Compare | undefined =>
  OPERATORS[name] ?? OPERATORS[name.replace(/Path$/, '')];

function wantedBy(path: string, from: Surroundings): Json {
  const value = findPath(path, from);
  if (value === undefined)
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  return value;
}
