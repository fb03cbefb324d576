import type { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { fingerprintOf } from '../../../platform/fingerprint.ts';
import { Refusal } from '../../../platform/refusal.ts';
import { type Change, changeItem } from '../change-item.ts';
import { type CancellationReason, tokenReused, transactionCancelled, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readCheck, readDelete, readPut, readUpdate } from '../read-change.ts';
import { lockItems } from '../store/items.ts';
import { findToken, saveToken } from '../store/tokens.ts';

const MOST_ITEMS = 100;
/** For so long the same token makes the same transaction happen once. */
const TOKEN_MS = 600_000;

/** All of it happens, or nothing; why not is told for each item. */
export const transactWriteItems = operation<TransactWriteItemsCommand, Parts>(
  'TransactWriteItems',
  async (input, { clock, database }) => {
    const { TransactItems: items, ClientRequestToken: token } = input;
    if (items.length > MOST_ITEMS) throw validation(`Member must have length less than or equal to ${MOST_ITEMS}`);
    const changes: Change[] = [];
    for (const item of items) changes.push(await readChange(database, item));
    const places = changes.map(({ table, place }) => ({ table: table.name, place }));
    if (new Set(places.map(({ table, place }) => `${table} ${place.hash} ${place.range}`)).size < places.length) {
      throw validation('Transaction request cannot include multiple operations on one item');
    }
    const fingerprint = fingerprintOf(items);
    const since = clock.now() - TOKEN_MS;
    await database.transaction(async (tx) => {
      const used = token ? await findToken(tx, token, since) : undefined;
      if (used !== undefined && used !== fingerprint) throw tokenReused();
      if (used !== undefined) return;
      await lockItems(tx, places);
      await changeAll(tx, changes);
      if (token) await saveToken(tx, token, { fingerprint, now: clock.now(), since });
    });
    return {};
  },
);

type TransactItem = InputOf<TransactWriteItemsCommand>['TransactItems'][number];

async function readChange(db: Db, { Put, Update, Delete, ConditionCheck }: TransactItem): Promise<Change> {
  if ([Put, Update, Delete, ConditionCheck].filter((part) => part !== undefined).length !== 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  if (Put) return await readPut(db, Put);
  if (Update) return await readUpdate(db, Update);
  if (Delete) return await readDelete(db, Delete);
  return await readCheck(db, ConditionCheck as NonNullable<typeof ConditionCheck>);
}

async function changeAll(tx: Db, changes: readonly Change[]): Promise<void> {
  const reasons: CancellationReason[] = [];
  for (const change of changes) {
    try {
      await changeItem(tx, change);
      reasons.push({ Code: 'None' });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reasons.push(reasonOf(error));
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
}

function reasonOf({ code, message, members }: Refusal): CancellationReason {
  const Code = code === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: message, ...(members.Item ? { Item: members.Item as object } : {}) };
}
