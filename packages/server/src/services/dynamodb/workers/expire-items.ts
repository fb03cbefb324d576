import type { Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { itemsOf } from '../read-page.ts';
import { placeOf } from '../rules/keys.ts';
import { deleteItemRow, findItem, lockItems } from '../store/items.ts';
import { findTable } from '../store/tables.ts';

export const EXPIRE = 'dynamodb.expire';

/** How often a table with a time to live is looked through; AWS takes up to days. */
const INTERVAL_MS = 60_000;
/** Times that lie longer ago than this are none, as on AWS. */
const OLDEST_MS = 5 * 365 * 86_400_000;

/** Takes away the items of a table whose time is over. */
export const expireWorker = ({ clock, database }: Parts): Worker<string> => ({
  kind: EXPIRE,
  concurrency: 2,
  async handle(name) {
    const table = await findTable(database, name);
    if (table?.ttl === undefined) return undefined;
    const { ttl } = table;
    for await (const item of itemsOf(database, table, undefined)) {
      if (!isOver(item, ttl, clock.now())) continue;
      const place = placeOf(table, item);
      await database.transaction(async (tx) => {
        await lockItems(tx, [{ table: name, place }]);
        const now = await findItem(tx, name, place);
        if (now && isOver(now, ttl, clock.now())) await deleteItemRow(tx, name, place);
      });
    }
    return { again: { afterMs: INTERVAL_MS } };
  },
});

function isOver(item: Item, ttl: string, now: number): boolean {
  const value = item[ttl];
  if (!value || !('N' in value)) return false;
  const end = Number(value.N) * 1000;
  return end <= now && end > now - OLDEST_MS;
}
