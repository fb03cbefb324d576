import type { AttributeValue } from './attribute-value.ts';
import { typeOf } from './attribute-value.ts';
import type { Values } from './evaluate-condition.ts';
import { type Condition, ExpressionProblem, type Operand } from './expression.ts';

export type RangeCondition =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'begins-with'; readonly value: AttributeValue }
  | { readonly operator: 'between'; readonly low: AttributeValue; readonly high: AttributeValue };

export interface KeyCondition {
  readonly hash: AttributeValue;
  readonly range?: RangeCondition;
}

/** The key attributes of a table or index: the partition key, and the sort key where there is one. */
export interface KeyNames {
  readonly hash: string;
  readonly range?: string;
}

/** Reads what a key condition asks of a table's keys; anything else in it is refused. */
export function readKeyCondition(condition: Condition, { hash, range }: KeyNames, values: Values): KeyCondition {
  let found: { hash?: AttributeValue; range?: RangeCondition } = {};
  for (const part of parts(condition)) {
    const name = nameIn(part);
    if (name === hash && found.hash === undefined) {
      if (part.kind !== 'compare' || part.operator !== '=')
        throw new ExpressionProblem('Query key condition not supported');
      found = { ...found, hash: valueIn(part.right, values) };
    } else if (name !== undefined && name === range && found.range === undefined) {
      found = { ...found, range: rangeOf(part, values) };
    } else throw new ExpressionProblem(found.hash === undefined ? missed(hash) : 'Query key condition not supported');
  }
  if (!found.hash) throw new ExpressionProblem(missed(hash));
  return { ...found, hash: found.hash };
}

const missed = (name: string) => `Query condition missed key schema element: ${name}`;

function parts(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...parts(condition.left), ...parts(condition.right)];
  if (condition.kind === 'or' || condition.kind === 'not') {
    throw new ExpressionProblem(`Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`);
  }
  return [condition];
}

function nameIn(part: Condition): string | undefined {
  const path =
    part.kind === 'compare' && part.left.kind === 'path'
      ? part.left.path
      : part.kind === 'between' && part.value.kind === 'path'
        ? part.value.path
        : part.kind === 'begins-with'
          ? part.path
          : undefined;
  return path?.length === 1 ? path[0] : undefined;
}

function rangeOf(part: Condition, values: Values): RangeCondition {
  if (part.kind === 'between') {
    return { operator: 'between', low: valueIn(part.low, values), high: valueIn(part.high, values) };
  }
  if (part.kind === 'begins-with') {
    const value = valueIn(part.operand, values);
    if (typeOf(value) === 'N')
      throw new ExpressionProblem(
        'Invalid operand type for operator or function; operator or function: begins_with, operand type: N',
      );
    return { operator: 'begins-with', value };
  }
  if (part.kind !== 'compare' || part.operator === '<>') {
    throw new ExpressionProblem('Query key condition not supported');
  }
  return { operator: part.operator, value: valueIn(part.right, values) };
}

function valueIn(operand: Operand, values: Values): AttributeValue {
  const value = operand.kind === 'value' ? values[operand.name] : undefined;
  if (!value) throw new ExpressionProblem('Query key condition not supported');
  return value;
}
