import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { project } from '@codeyard/engine/dynamodb-expressions/paths';
import { operation } from '../../../gateway/operation.ts';
import { consumed, readUnits } from '../capacity.ts';
import { existingTable } from '../existing-table.ts';
import { readExpressions } from '../expressions.ts';
import type { Parts } from '../parts.ts';
import { placeOfKey } from '../rules/keys.ts';
import { readItem, sizeOfItem, writeItem } from '../rules/wire-values.ts';
import { findItem } from '../store/items.ts';

export const getItem = operation<GetItemCommand, Parts>('GetItem', async (input, { database }) => {
  const table = await existingTable(database, input.TableName);
  const { projection } = readExpressions(input);
  const item = await findItem(database, table.name, placeOfKey(table, readItem(input.Key)));
  const units = readUnits(sizeOfItem(item ?? {}), input.ConsistentRead);
  return {
    ...(item ? { Item: writeItem(projection ? project(item, projection) : item) } : {}),
    ...consumed(input.ReturnConsumedCapacity, table.name, units),
  };
});
