import { createHash } from 'node:crypto';
import type { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { operation } from '../../../gateway/operation.ts';
import { consumed, readUnits } from '../capacity.ts';
import { validation } from '../errors.ts';
import { existingIndex, existingTable } from '../existing-table.ts';
import { readExpressions } from '../expressions.ts';
import type { Parts } from '../parts.ts';
import { indexItems, itemsOf, readPage, readStartKey } from '../read-page.ts';
import { placeOf } from '../rules/keys.ts';
import type { Table } from '../rules/table.ts';

export const scan = operation<ScanCommand, Parts>('Scan', async (input, { database }) => {
  const table = await existingTable(database, input.TableName);
  const index = existingIndex(table, input.IndexName);
  const expressions = readExpressions(input);
  const after = readStartKey(table, index, input.ExclusiveStartKey);
  const isMine = segmentTest(table, input.Segment, input.TotalSegments);
  const items = index
    ? await indexItems(database, table, index, { wanted: isMine, isForward: true, after })
    : itemsOf(database, table, after);
  const { bytes, ...page } = await readPage(
    { table, index, expressions, limit: input.Limit, select: input.Select },
    only(items, isMine),
  );
  return { ...page, ...consumed(input.ReturnConsumedCapacity, table.name, readUnits(bytes, input.ConsistentRead)) };
});

/** Parallel scans divide the partition keys. */
function segmentTest(table: Table, segment: number | undefined, total: number | undefined): (item: Item) => boolean {
  if (segment === undefined && total === undefined) return () => true;
  if (segment === undefined || total === undefined || segment >= total) {
    throw validation(
      `The Segment parameter must be less than TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return (item) => createHash('sha256').update(placeOf(table, item).hash).digest().readUInt32BE() % total === segment;
}

async function* only(
  items: Iterable<Item> | AsyncIterable<Item>,
  wanted: (item: Item) => boolean,
): AsyncGenerator<Item> {
  for await (const item of items) if (wanted(item)) yield item;
}
