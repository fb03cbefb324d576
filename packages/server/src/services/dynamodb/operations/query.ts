import type { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type AttributeValue, type Item, typeOf } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { equals } from '@codeyard/engine/dynamodb-expressions/compare';
import {
  type KeyCondition,
  type RangeCondition,
  readKeyCondition,
} from '@codeyard/engine/dynamodb-expressions/key-condition';
import type { Db } from '../../../database/database.ts';
import { operation } from '../../../gateway/operation.ts';
import { consumed, readUnits } from '../capacity.ts';
import { invalidParameter, validation } from '../errors.ts';
import { existingIndex, existingTable } from '../existing-table.ts';
import { named, readExpressions } from '../expressions.ts';
import type { Parts } from '../parts.ts';
import { indexItems, matchesRange, readPage, readStartKey } from '../read-page.ts';
import { placeOf, sortable } from '../rules/keys.ts';
import type { Table } from '../rules/table.ts';
import { type Bound, queryItems } from '../store/items.ts';

const CHUNK = 200;

export const query = operation<QueryCommand, Parts>('Query', async (input, { database }) => {
  const table = await existingTable(database, input.TableName);
  const index = existingIndex(table, input.IndexName);
  const expressions = readExpressions(input);
  const { keyCondition, values } = expressions;
  if (!keyCondition)
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const keys = index ?? table;
  const condition = named('KeyConditionExpression', () => readKeyCondition(keyCondition, keys, values));
  checkTypes(table, keys, condition);
  const isForward = input.ScanIndexForward ?? true;
  const after = readStartKey(table, index, input.ExclusiveStartKey);
  const items = index
    ? await indexItems(database, table, index, {
        wanted: (item) => isOf(item[index.hash], condition.hash) && matchesRange(condition.range, item, index.range),
        ...{ isForward, after },
      })
    : partition(database, table, { condition, isForward, after });
  const { bytes, ...page } = await readPage(
    { table, index, expressions, limit: input.Limit, select: input.Select },
    toAsync(items),
  );
  return { ...page, ...consumed(input.ReturnConsumedCapacity, table.name, readUnits(bytes, input.ConsistentRead)) };
});

const isOf = (value: AttributeValue | undefined, wanted: AttributeValue) =>
  value !== undefined && equals(value, wanted);

function checkTypes(table: Table, { hash, range }: { hash: string; range?: string }, condition: KeyCondition): void {
  const given: [string | undefined, AttributeValue][] = [[hash, condition.hash]];
  const part = condition.range;
  if (part)
    given.push(
      ...('value' in part ? [part.value] : [part.low, part.high]).map((value): [string | undefined, AttributeValue] => [
        range,
        value,
      ]),
    );
  for (const [name, value] of given) {
    if (name !== undefined && typeOf(value) !== table.types[name]) {
      throw invalidParameter('Condition parameter type does not match schema type');
    }
  }
}

/** The items of one partition key, read as they are taken. */
async function* partition(
  db: Db,
  table: Table,
  { condition, isForward, after }: { condition: KeyCondition; isForward: boolean; after: Item | undefined },
): AsyncGenerator<Item> {
  const hash = sortable(condition.hash);
  const bounds = boundsOf(condition.range);
  let last = after && placeOf(table, after).range;
  for (;;) {
    const behind: Bound[] = last === undefined ? [] : [{ operator: isForward ? '>' : '<', text: last }];
    const chunk = await queryItems(db, table.name, { hash, bounds: [...bounds, ...behind], isForward, limit: CHUNK });
    yield* chunk;
    const end = chunk.at(-1);
    if (!end || chunk.length < CHUNK) return;
    last = placeOf(table, end).range;
  }
}

function boundsOf(range: RangeCondition | undefined): Bound[] {
  if (!range) return [];
  if (range.operator === 'between') {
    return [
      { operator: '>=', text: sortable(range.low) },
      { operator: '<=', text: sortable(range.high) },
    ];
  }
  const text = sortable(range.value);
  return [{ operator: range.operator === 'begins-with' ? 'starts-with' : range.operator, text }];
}

async function* toAsync(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items;
}
