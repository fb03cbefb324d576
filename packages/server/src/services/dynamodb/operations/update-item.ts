import type { ReturnValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import type { Update } from '@codeyard/engine/dynamodb-expressions/expression';
import { project } from '@codeyard/engine/dynamodb-expressions/paths';
import { operation } from '../../../gateway/operation.ts';
import { consumed, writeUnits } from '../capacity.ts';
import { changeItem } from '../change-item.ts';
import type { Parts } from '../parts.ts';
import { readUpdate } from '../read-change.ts';
import { sizeOfItem, writeItem } from '../rules/wire-values.ts';
import { lockItems } from '../store/items.ts';

export const updateItem = operation<UpdateItemCommand, Parts>('UpdateItem', async (input, { database }) => {
  const change = await readUpdate(database, input);
  const { table, place, expressions } = change;
  const { before, after } = await database.transaction(async (tx) => {
    await lockItems(tx, [{ table: table.name, place }]);
    return await changeItem(tx, change);
  });
  const Attributes = shown(input.ReturnValues ?? 'NONE', { before, after, update: expressions.update });
  return {
    ...(Attributes ? { Attributes: writeItem(Attributes) } : {}),
    ...consumed(input.ReturnConsumedCapacity, table.name, writeUnits(sizeOfItem(after ?? {}))),
  };
});

function shown(
  wanted: ReturnValue,
  { before, after, update }: { before: Item | undefined; after: Item | undefined; update: Update | undefined },
): Item | undefined {
  const paths = [
    ...(update?.remove ?? []),
    ...[update?.set, update?.add, update?.delete].flatMap((list) => (list ?? []).map(({ path }) => path)),
  ];
  const some = (item: Item | undefined) => {
    const part = item && project(item, paths);
    return part && Object.keys(part).length > 0 ? part : undefined;
  };
  switch (wanted) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return some(before);
    case 'UPDATED_NEW':
      return some(after);
    case 'NONE':
      return undefined;
  }
}
