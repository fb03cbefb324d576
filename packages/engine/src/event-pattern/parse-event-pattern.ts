import { type EventPattern, type Matcher, type PatternField, PatternProblem } from './event-pattern.ts';
import { parseMatcher } from './parse-matcher.ts';

export type ParsedPattern =
  | { readonly pattern: EventPattern; readonly problem?: never }
  | { readonly pattern?: never; readonly problem: string };

/** Reads the JSON of an EventBridge pattern or an SNS filter policy; the problem is the reason as AWS words it. */
export function parseEventPattern(text: string): ParsedPattern {
  try {
    const document: unknown = parseJson(text);
    if (!isObject(document)) throw new PatternProblem('Filter is not an object');
    return { pattern: parseObject(document, false) };
  } catch (error) {
    if (error instanceof PatternProblem) return { problem: error.message };
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PatternProblem(error instanceof Error ? error.message : String(error));
  }
}

/** Names that mean a comparison: inside of `$or` an object with such a field is a mistake. */
const COMPARISON_NAMES = new Set([
  'exactly',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'numeric',
  'cidr',
  'exists',
  'anything-but',
]);

function parseObject(document: object, insideOr: boolean): EventPattern {
  const fields: PatternField[] = [];
  const alternatives: EventPattern[][] = [];
  const entries = Object.entries(document);
  if (entries.length === 0) throw new PatternProblem('Empty objects are not allowed');
  for (const [name, value] of entries) {
    if (name === '$or') {
      alternatives.push(parseAlternatives(value));
      continue;
    }
    if (insideOr && COMPARISON_NAMES.has(name)) {
      throw new PatternProblem(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    fields.push({ name, test: parseTest(name, value, insideOr) });
  }
  return { fields, alternatives };
}

function parseAlternatives(value: unknown): EventPattern[] {
  if (!Array.isArray(value)) throw new PatternProblem('It must be an Array followed with $or.');
  if (!value.every(isObject)) throw new PatternProblem('Only JSON object is allowed in array of $or relationship.');
  const alternatives = value.map((alternative) => parseObject(alternative, true));
  if (alternatives.length < 2) {
    throw new PatternProblem('There must have at least 2 Objects in $or relationship.');
  }
  return alternatives;
}

function parseTest(name: string, value: unknown, insideOr: boolean): EventPattern | Matcher[] {
  if (isObject(value)) return parseObject(value, insideOr);
  if (!Array.isArray(value)) throw new PatternProblem(`"${name}" must be an object or an array`);
  if (value.length === 0) throw new PatternProblem('Empty arrays are not allowed');
  return value.map(parseMatcher);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
