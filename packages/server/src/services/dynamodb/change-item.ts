import { applyUpdate } from '@codeyard/engine/dynamodb-expressions/apply-update';
import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { holds } from '@codeyard/engine/dynamodb-expressions/evaluate-condition';
import type { Path, Update } from '@codeyard/engine/dynamodb-expressions/expression';
import type { Db } from '../../database/database.ts';
import { conditionFailed, invalidParameter } from './errors.ts';
import { type Expressions, named } from './expressions.ts';
import { type Place, placeOfItem } from './rules/keys.ts';
import { keyNames, type Table } from './rules/table.ts';
import { checkSize, writeItem } from './rules/wire-values.ts';
import { deleteItemRow, findItem, saveItem } from './store/items.ts';

/** A change of one item: what it is to be, or undefined for gone. */
export interface Change {
  readonly table: Table;
  readonly place: Place;
  readonly expressions: Expressions;
  /** Undefined leaves the item as it is: then only the condition counts. */
  readonly make?: (before: Item | undefined) => Item | undefined;
  readonly showOnFailure: boolean;
}

/** Makes a change if its condition holds; the item must be locked. */
export async function changeItem(
  tx: Db,
  change: Change,
): Promise<{ before: Item | undefined; after: Item | undefined }> {
  const { table, place, expressions, make } = change;
  const before = await findItem(tx, table.name, place);
  const { condition, values } = expressions;
  if (condition && !holds(condition, before ?? {}, values)) {
    throw conditionFailed(change.showOnFailure && before ? writeItem(before) : undefined);
  }
  if (!make) return { before, after: before };
  const after = make(before);
  if (after) {
    checkSize(after);
    await saveItem(tx, table.name, place, after);
  } else await deleteItemRow(tx, table.name, place);
  return { before, after };
}

/** What an update makes of an item, which it begins with its key when there is none. */
export function updater(table: Table, key: Item, { update, values }: Expressions): (before: Item | undefined) => Item {
  if (update) refuseKeyChanges(table, update);
  return (before) => {
    const item = before ?? key;
    const after = update ? named('UpdateExpression', () => applyUpdate(update, item, values)) : item;
    placeOfItem(table, after);
    return after;
  };
}

function refuseKeyChanges(table: Table, { set, remove, add, delete: deleted }: Update): void {
  const paths: Path[] = [...remove, ...[...set, ...add, ...deleted].map(({ path }) => path)];
  for (const name of keyNames(table)) {
    if (!paths.some(([first]) => first === name)) continue;
    throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
  }
}
