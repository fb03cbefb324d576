import type { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { consumed, writeUnits } from '../capacity.ts';
import { changeItem } from '../change-item.ts';
import { validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readDelete } from '../read-change.ts';
import { sizeOfItem, writeItem } from '../rules/wire-values.ts';
import { lockItems } from '../store/items.ts';

export const deleteItem = operation<DeleteItemCommand, Parts>('DeleteItem', async (input, { database }) => {
  const { ReturnValues = 'NONE' } = input;
  if (ReturnValues !== 'NONE' && ReturnValues !== 'ALL_OLD') throw validation('Return values set to invalid value');
  const change = await readDelete(database, input);
  const { table, place } = change;
  const { before } = await database.transaction(async (tx) => {
    await lockItems(tx, [{ table: table.name, place }]);
    return await changeItem(tx, change);
  });
  return {
    ...(ReturnValues === 'ALL_OLD' && before ? { Attributes: writeItem(before) } : {}),
    ...consumed(input.ReturnConsumedCapacity, table.name, writeUnits(sizeOfItem(before ?? {}))),
  };
});
