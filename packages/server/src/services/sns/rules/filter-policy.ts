import type { EventPattern } from '@codeyard/engine/event-pattern/event-pattern';
import { matchesEventPattern } from '@codeyard/engine/event-pattern/match-event-pattern';
import { parseEventPattern } from '@codeyard/engine/event-pattern/parse-event-pattern';
import { parseJsonObject } from '@codeyard/engine/event-pattern/parse-json-object';
import type { Message, MessageAttribute } from './message.ts';

export type FilterScope = 'MessageAttributes' | 'MessageBody';

const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;

/** What is wrong with a filter policy, in AWS's words without their beginning. */
export function findFilterProblem(policy: string, scope: FilterScope): string | undefined {
  if (isEmpty(policy)) return undefined;
  const { pattern, problem } = parseEventPattern(policy);
  if (problem !== undefined) return `FilterPolicy: ${problem}`;
  if (scope === 'MessageAttributes' && isNested(pattern)) {
    return 'Filter policy scope MessageAttributes does not support nested filter policy';
  }
  if (countKeys(pattern) > MOST_KEYS) return `FilterPolicy: Filter policy can not have more than ${MOST_KEYS} keys`;
  return combinations(pattern) > MOST_COMBINATIONS ? 'FilterPolicy: Filter policy is too complex' : undefined;
}

/** Whether a subscription with this policy gets the message; a body that is no JSON object passes no policy. */
export function passesFilter(policy: string | undefined, scope: FilterScope, message: Message): boolean {
  if (policy === undefined || isEmpty(policy)) return true;
  const { pattern } = parseEventPattern(policy);
  const subject = scope === 'MessageBody' ? parseJsonObject(message.text) : attributeValues(message.attributes);
  return pattern !== undefined && subject !== undefined && matchesEventPattern(pattern, subject);
}

const isEmpty = (policy: string) => /^\s*\{\s*\}\s*$/.test(policy);

/** Attributes as values to compare; binary ones cannot be filtered by. */
function attributeValues(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  const entries = Object.entries(attributes).flatMap(([name, { type, value }]): [string, unknown][] => {
    if (type.startsWith('Binary')) return [];
    if (type.startsWith('Number')) return [[name, Number(value)]];
    return [[name, type === 'String.Array' ? (parseArray(value) ?? value) : value]];
  });
  return Object.fromEntries(entries);
}

function parseArray(text: string): unknown[] | undefined {
  const wrapped = parseJsonObject(`{"values":${text}}`)?.values;
  return Array.isArray(wrapped) ? wrapped : undefined;
}

type Test = EventPattern['fields'][number]['test'];

const isPattern = (test: Test): test is EventPattern => !Array.isArray(test);

const isNested = ({ fields, alternatives }: EventPattern): boolean =>
  fields.some(({ test }) => isPattern(test)) || alternatives.some((group) => group.some(isNested));

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const product = (numbers: readonly number[]) => numbers.reduce((total, number) => total * number, 1);

const countKeys = ({ fields, alternatives }: EventPattern): number =>
  sum(fields.map(({ test }) => (isPattern(test) ? countKeys(test) : 1))) + sum(alternatives.flat().map(countKeys));

const combinations = ({ fields, alternatives }: EventPattern): number =>
  product(fields.map(({ test }) => (isPattern(test) ? combinations(test) : (test as readonly unknown[]).length))) *
  product(alternatives.map((group) => sum(group.map(combinations))));
