import type { Delete, Put, Update } from '@aws-sdk/client-dynamodb';
import type { Db } from '../../database/database.ts';
import type { Checked } from '../../gateway/operation.ts';
import { type Change, updater } from './change-item.ts';
import { existingTable } from './existing-table.ts';
import { readExpressions } from './expressions.ts';
import { placeOfItem, placeOfKey } from './rules/keys.ts';
import { checkSize, readItem } from './rules/wire-values.ts';

type Shown = { readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined };

const isShown = ({ ReturnValuesOnConditionCheckFailure }: Shown) => ReturnValuesOnConditionCheckFailure === 'ALL_OLD';

export async function readPut(db: Db, input: Checked<Put>): Promise<Change> {
  const table = await existingTable(db, input.TableName);
  const expressions = readExpressions(input);
  const item = readItem(input.Item);
  const place = placeOfItem(table, item);
  checkSize(item);
  return { table, place, expressions, make: () => item, showOnFailure: isShown(input) };
}

export async function readDelete(db: Db, input: Checked<Delete>): Promise<Change> {
  const table = await existingTable(db, input.TableName);
  const expressions = readExpressions(input);
  const place = placeOfKey(table, readItem(input.Key));
  return { table, place, expressions, make: () => undefined, showOnFailure: isShown(input) };
}

export async function readUpdate(
  db: Db,
  input: Omit<Checked<Update>, 'UpdateExpression'> & { UpdateExpression?: string | undefined },
): Promise<Change> {
  const table = await existingTable(db, input.TableName);
  const expressions = readExpressions(input);
  const key = readItem(input.Key);
  const place = placeOfKey(table, key);
  return { table, place, expressions, make: updater(table, key, expressions), showOnFailure: isShown(input) };
}

/** A condition that must hold for an item which stays as it is. */
export async function readCheck(db: Db, input: Checked<Delete>): Promise<Change> {
  const { make: _, ...check } = await readDelete(db, input);
  return check;
}
