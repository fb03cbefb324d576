import { parseCidr } from './address-range.ts';
import { type Matcher, PatternProblem, type Scalar } from './event-pattern.ts';
import { parseNumericMatcher } from './numeric-matcher.ts';
import { parseWildcard } from './wildcard.ts';

/** Reads one element of a field's array: a plain value, or an object naming one comparison. */
export function parseMatcher(given: unknown): Matcher {
  if (isScalar(given)) return { kind: 'equals', value: given };
  if (Array.isArray(given)) throw new PatternProblem('Match value must be String, number, true, false, or null');
  const [name, value] = onlyEntry(given as object, 'Match expression name not found');
  const parse = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (!parse) throw new PatternProblem(`Unrecognized match type ${name}`);
  return parse(value);
}

const COMPARISONS: Readonly<Record<string, (value: unknown) => Matcher>> = {
  prefix: (value) => edgeMatcher('prefix', value),
  suffix: (value) => edgeMatcher('suffix', value),
  'equals-ignore-case': (value) => ({ kind: 'equals-ignore-case', text: textOf('equals-ignore-case', value) }),
  wildcard: (value) => ({ kind: 'wildcard', pieces: parseWildcard(textOf('wildcard', value)) }),
  numeric: parseNumericMatcher,
  cidr: (value) => ({ kind: 'cidr', range: parseCidr(textOf('prefix', value)) }),
  exists: (value) => {
    if (typeof value !== 'boolean') throw new PatternProblem('exists match pattern must be either true or false.');
    return { kind: 'exists', expected: value };
  },
  'anything-but': (value) => ({ kind: 'anything-but', matchers: parseAnythingBut(value) }),
};

function edgeMatcher(kind: 'prefix' | 'suffix', value: unknown): Matcher {
  if (!isObject(value)) return { kind, text: textOf(kind, value), ignoreCase: false };
  const [name, text] = onlyEntry(value, `${kind} match pattern must be a string`);
  if (name !== 'equals-ignore-case') throw new PatternProblem(`Unsupported ${kind} pattern: ${name}`);
  return { kind, text: textOf('equals-ignore-case', text), ignoreCase: true };
}

/** What a value must not be: one or more plain values, or one comparison of one or more texts. */
function parseAnythingBut(value: unknown): Matcher[] {
  if (isObject(value)) return parseExcludedComparison(value);
  const excluded = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value) && !isTextOrNumber(value)) {
    throw new PatternProblem('Value of anything-but must be an array or single string/number value.');
  }
  if (!excluded.every(isTextOrNumber)) {
    throw new PatternProblem('Inside anything but list, start|null|boolean is not supported.');
  }
  if (new Set(excluded.map((item) => typeof item)).size !== 1) {
    throw new PatternProblem(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return excluded.map((item) => ({ kind: 'equals', value: item }));
}

const EXCLUDABLE = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

function parseExcludedComparison(value: object): Matcher[] {
  const [name, given] = onlyEntry(value, 'Anything-But expression name not found');
  if (!EXCLUDABLE.has(name)) throw new PatternProblem(`Unsupported anything-but pattern: ${name}`);
  const texts = Array.isArray(given) ? given : [given];
  if (texts.length === 0) throw new PatternProblem('Empty arrays are not allowed');
  if (texts.includes('') && (name === 'prefix' || name === 'suffix')) {
    throw new PatternProblem('Null prefix/suffix not allowed');
  }
  return texts.map((text) => parseMatcher({ [name]: text }));
}

function onlyEntry(value: object, whenEmpty: string): [string, unknown] {
  const [entry, ...more] = Object.entries(value);
  if (!entry) throw new PatternProblem(whenEmpty);
  if (more.length > 0) throw new PatternProblem('Only one key allowed in match expression');
  return entry;
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new PatternProblem(`${name} match pattern must be a string`);
  return value;
}

const isTextOrNumber = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

const isObject = (value: unknown): value is object => !isScalar(value) && !Array.isArray(value);
