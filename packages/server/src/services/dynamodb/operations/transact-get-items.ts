import type { TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { project } from '@codeyard/engine/dynamodb-expressions/paths';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import { readExpressions } from '../expressions.ts';
import type { Parts } from '../parts.ts';
import { placeOfKey } from '../rules/keys.ts';
import { readItem, writeItem } from '../rules/wire-values.ts';
import { findItem, lockItems } from '../store/items.ts';

export const transactGetItems = operation<TransactGetItemsCommand, Parts>(
  'TransactGetItems',
  async ({ TransactItems }, { database }) => {
    const wanted = await Promise.all(
      TransactItems.map(async ({ Get }) => {
        const table = await existingTable(database, Get.TableName);
        const { projection } = readExpressions(Get);
        return { table: table.name, place: placeOfKey(table, readItem(Get.Key)), projection };
      }),
    );
    const items = await database.transaction(async (tx) => {
      await lockItems(tx, wanted);
      const found = [];
      for (const { table, place } of wanted) found.push(await findItem(tx, table, place));
      return found;
    });
    return {
      Responses: items.map((item, at) => {
        const projection = wanted[at]?.projection;
        return item ? { Item: writeItem(projection ? project(item, projection) : item) } : {};
      }),
    };
  },
);
