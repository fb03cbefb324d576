import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { compare } from '@codeyard/engine/dynamodb-expressions/compare';
import { holds } from '@codeyard/engine/dynamodb-expressions/evaluate-condition';
import type { Path } from '@codeyard/engine/dynamodb-expressions/expression';
import type { RangeCondition } from '@codeyard/engine/dynamodb-expressions/key-condition';
import { project } from '@codeyard/engine/dynamodb-expressions/paths';
import type { Db } from '../../database/database.ts';
import { invalidStartKey, validation } from './errors.ts';
import type { Expressions } from './expressions.ts';
import { type Place, placeOf, sortable } from './rules/keys.ts';
import { type Index, keyNames, placeNames, type Table } from './rules/table.ts';
import { type GivenItem, readItem, sizeOfItem, type WireItem, writeItem } from './rules/wire-values.ts';
import { scanItems } from './store/items.ts';

/** What Query and Scan answer at most. */
const MOST_BYTES = 1024 * 1024;
const CHUNK = 200;

export interface PageRequest {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly expressions: Expressions;
  readonly limit: number | undefined;
  readonly select: string | undefined;
}

/** Takes items off a list until the limit or the largest answer is reached; those that a filter hides count too. */
export async function readPage(
  { table, index, expressions, limit, select }: PageRequest,
  items: AsyncIterable<Item>,
): Promise<{ Items?: WireItem[]; Count: number; ScannedCount: number; LastEvaluatedKey?: WireItem; bytes: number }> {
  const shown: Item[] = [];
  let [scanned, bytes] = [0, 0];
  let last: Item | undefined;
  let isCut = false;
  for await (const item of items) {
    if (scanned === limit || bytes >= MOST_BYTES) {
      isCut = true;
      break;
    }
    scanned++;
    bytes += sizeOfItem(item);
    last = item;
    if (!expressions.filter || holds(expressions.filter, item, expressions.values)) shown.push(item);
  }
  // AWS does not look whether there is more behind the limit.
  const isFull = limit !== undefined && scanned === limit;
  const key = last && (isCut || isFull) ? keyOf(last, placeNames(table, index)) : undefined;
  return {
    ...(select === 'COUNT'
      ? {}
      : { Items: shown.map((item) => writeItem(visible(item, { table, index, projection: expressions.projection }))) }),
    Count: shown.length,
    ScannedCount: scanned,
    ...(key ? { LastEvaluatedKey: writeItem(key) } : {}),
    bytes,
  };
}

const keyOf = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]] as const] : [])));

function visible(
  item: Item,
  { table, index, projection }: { table: Table; index: Index | undefined; projection: readonly Path[] | undefined },
): Item {
  const held =
    index && index.projection !== 'ALL' ? keyOf(item, [...placeNames(table, index), ...index.included]) : item;
  return projection ? project(held, projection) : held;
}

/** Where a page begins: behind the item whose keys these are. */
export function readStartKey(table: Table, index: Index | undefined, key: GivenItem | undefined): Item | undefined {
  if (!key) return undefined;
  const item = readItem(key);
  const names = placeNames(table, index);
  if (Object.keys(item).length !== names.length || names.some((name) => !item[name])) throw invalidStartKey();
  return item;
}

/** All the items of a table in the order of their keys, behind one. */
export async function* itemsOf(db: Db, table: Table, after: Item | undefined): AsyncGenerator<Item> {
  let place: Place | undefined = after && placeOf(table, after);
  for (;;) {
    const chunk = await scanItems(db, table.name, place, CHUNK);
    yield* chunk;
    const last = chunk.at(-1);
    if (!last || chunk.length < CHUNK) return;
    place = placeOf(table, last);
  }
}

/** The items that an index has, in the order of its keys. Indexes are not kept: they are read off the table when asked. */
export async function indexItems(
  db: Db,
  table: Table,
  index: Index,
  { wanted, isForward, after }: { wanted: (item: Item) => boolean; isForward: boolean; after: Item | undefined },
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of itemsOf(db, table, undefined)) {
    if (keyNames(index).every((name) => item[name]) && wanted(item)) found.push(item);
  }
  const order = (item: Item) =>
    [...keyNames(index), ...keyNames(table)].map((name) => (item[name] ? sortable(item[name]) : '')).join('\n');
  const sign = isForward ? 1 : -1;
  found.sort((a, b) => (order(a) < order(b) ? -sign : sign));
  if (!after) return found;
  const limit = order(after);
  return found.filter((item) => (isForward ? order(item) > limit : order(item) < limit));
}

/** Whether a sort key lies where a key condition wants it. */
export function matchesRange(condition: RangeCondition | undefined, item: Item, name: string | undefined): boolean {
  const value = name === undefined ? undefined : item[name];
  if (!condition) return true;
  if (!value) return false;
  if (condition.operator === 'between') {
    return (compare(value, condition.low) ?? -1) >= 0 && (compare(value, condition.high) ?? 1) <= 0;
  }
  if (condition.operator === 'begins-with') return sortable(value).startsWith(sortable(condition.value));
  const order = compare(value, condition.value);
  if (order === undefined)
    throw validation('One or more parameter values were invalid: Condition parameter type does not match schema type');
  return { '=': order === 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[condition.operator];
}
