import type { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { type Change, changeItem } from '../change-item.ts';
import { validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readDelete, readPut } from '../read-change.ts';
import { lockItems } from '../store/items.ts';

const MOST_REQUESTS = 25;

/** Each put and delete fares for itself on AWS; here they all happen, or a fault answers. */
export const batchWriteItem = operation<BatchWriteItemCommand, Parts>(
  'BatchWriteItem',
  async ({ RequestItems }, { database }) => {
    const changes: Change[] = [];
    for (const [TableName, requests] of Object.entries(RequestItems)) {
      for (const { PutRequest, DeleteRequest } of requests) {
        if (PutRequest) changes.push(await readPut(database, { TableName, Item: PutRequest.Item }));
        if (DeleteRequest) changes.push(await readDelete(database, { TableName, Key: DeleteRequest.Key }));
      }
    }
    if (changes.length > MOST_REQUESTS) throw validation('Too many items requested for the BatchWriteItem call');
    const places = changes.map(({ table, place }) => ({ table: table.name, place }));
    if (new Set(places.map(({ table, place }) => `${table} ${place.hash} ${place.range}`)).size < places.length) {
      throw validation('Provided list of item keys contains duplicates');
    }
    await database.transaction(async (tx) => {
      await lockItems(tx, places);
      for (const change of changes) await changeItem(tx, change);
    });
    return { UnprocessedItems: {} };
  },
);
