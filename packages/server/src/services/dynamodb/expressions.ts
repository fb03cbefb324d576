import type { AttributeValue } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import {
  type Condition,
  ExpressionProblem,
  type Path,
  type Update,
} from '@codeyard/engine/dynamodb-expressions/expression';
import { parseCondition } from '@codeyard/engine/dynamodb-expressions/parse-condition';
import { parseProjection } from '@codeyard/engine/dynamodb-expressions/parse-projection';
import { parseUpdate } from '@codeyard/engine/dynamodb-expressions/parse-update';
import type { Placeholders } from '@codeyard/engine/dynamodb-expressions/parser';
import { notHere, validation } from './errors.ts';
import { type GivenItem, readValue } from './rules/wire-values.ts';

/** The expressions of a request, as far as it has them. */
export interface ExpressionInput {
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: GivenItem | undefined;
}

export interface Expressions {
  readonly condition?: Condition;
  readonly filter?: Condition;
  readonly keyCondition?: Condition;
  readonly projection?: readonly Path[];
  readonly update?: Update;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** What there was before expressions. */
const LEGACY = [
  ...[
    'AttributesToGet',
    'AttributeUpdates',
    'ConditionalOperator',
    'Expected',
    'KeyConditions',
    'QueryFilter',
    'ScanFilter',
  ],
];

/** Reads all the expressions of a request; every name and value that it gives must be used by one of them. */
export function readExpressions(input: ExpressionInput): Expressions {
  const legacy = LEGACY.filter((name) => (input as Record<string, unknown>)[name] !== undefined);
  if (legacy.length > 0) throw notHere(`The legacy parameter ${legacy.join(', ')}`);
  const values = Object.fromEntries(
    Object.entries(input.ExpressionAttributeValues ?? {}).map(([name, value]) => [name, readValue(value)]),
  );
  const names = input.ExpressionAttributeNames ?? {};
  const placeholders: Placeholders = { names, values, usedNames: new Set(), usedValues: new Set() };
  const read = <Kind extends keyof ExpressionInput, Read>(
    kind: Kind,
    parse: (text: string, placeholders: Placeholders) => Read,
  ): Read | undefined => {
    const text = input[kind];
    return typeof text === 'string' ? named(kind, () => parse(text, placeholders)) : undefined;
  };
  const found = {
    keyCondition: read('KeyConditionExpression', parseCondition),
    condition: read('ConditionExpression', parseCondition),
    filter: read('FilterExpression', parseCondition),
    projection: read('ProjectionExpression', parseProjection),
    update: read('UpdateExpression', parseUpdate),
  };
  refuseUnused('ExpressionAttributeNames', Object.keys(names), placeholders.usedNames);
  refuseUnused('ExpressionAttributeValues', Object.keys(values), placeholders.usedValues);
  const there = Object.entries(found).filter(([, expression]) => expression !== undefined);
  return { ...Object.fromEntries(there), values };
}

/** Has a problem of an expression refused, with the name of the parameter that it came in. */
export function named<Result>(parameter: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof ExpressionProblem) throw validation(`Invalid ${parameter}: ${error.message}`);
    throw error;
  }
}

function refuseUnused(parameter: string, given: readonly string[], used: ReadonlySet<string>): void {
  const unused = given.filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw validation(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}
