import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import type { WorkItem } from './work-queue.ts';

interface WorkTable {
  id: string;
  kind: string;
  key: string | null;
  payload: string;
  run_at: number;
  sequence: number;
  version: number;
  attempts: number;
  lease_owner: string | null;
  lease_until: number;
  last_error: string | null;
}

interface Tables {
  work: WorkTable;
}

/** A claimed row. `version` tells whether the item was enqueued again while it ran. */
export interface ClaimedWork {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly version: number;
  readonly attempts: number;
}

export async function insertWork(db: Db, item: WorkItem & { id: string; runAt: number }, sequence: number) {
  const row = {
    id: item.id,
    kind: item.kind,
    key: item.key ?? null,
    payload: JSON.stringify(item.payload ?? null),
    run_at: item.runAt,
    sequence,
    version: 1,
    attempts: 0,
    lease_owner: null,
    lease_until: 0,
    last_error: null,
  };
  await db
    .tables<Tables>()
    .insertInto('work')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        payload: row.payload,
        run_at: sql`case when excluded.run_at < work.run_at or work.lease_until > 0 then excluded.run_at else work.run_at end`,
        version: sql`work.version + 1`,
      }),
    )
    .execute();
}

export async function deleteWaitingWork(db: Db, id: string): Promise<void> {
  await db.tables<Tables>().deleteFrom('work').where('id', '=', id).where('lease_owner', 'is', null).execute();
}

/** Leases the item that has been due longest among `kinds`, leaving out keys that somebody works on. */
export async function claimWork(
  db: Db,
  claim: { kinds: readonly string[]; owner: string; now: number; leaseUntil: number },
): Promise<ClaimedWork | undefined> {
  const skipLocked = db.dialect === 'postgres' ? sql`for update skip locked` : sql``;
  const due = sql<string>`(
    select w.id from work w
    where w.run_at <= ${claim.now} and w.lease_until <= ${claim.now}
      and w.kind in (${sql.join([...claim.kinds])})
      and (w.key is null or not exists (
        select 1 from work o where o.key = w.key and o.id <> w.id
          and (o.lease_until > ${claim.now}
            or (o.run_at <= ${claim.now} and (o.run_at, o.sequence) < (w.run_at, w.sequence)))))
    order by w.run_at, w.sequence limit 1 ${skipLocked})`;
  const row = await db
    .tables<Tables>()
    .updateTable('work')
    .set({ lease_owner: claim.owner, lease_until: claim.leaseUntil, attempts: sql`attempts + 1` })
    .where('id', '=', due)
    .returning(['id', 'kind', 'payload', 'version', 'attempts'])
    .executeTakeFirst();
  return row && { ...row, payload: JSON.parse(row.payload) as unknown };
}

/** Keeps the lease of a running item; false when it was lost to another process. */
export async function extendLease(db: Db, id: string, owner: string, leaseUntil: number): Promise<boolean> {
  const result = await db
    .tables<Tables>()
    .updateTable('work')
    .set({ lease_until: leaseUntil })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes a finished item, unless it was enqueued again meanwhile: then it is freed to run once more. */
export async function finishWork(db: Db, work: ClaimedWork, owner: string): Promise<void> {
  const done = await db
    .tables<Tables>()
    .deleteFrom('work')
    .where('id', '=', work.id)
    .where('lease_owner', '=', owner)
    .where('version', '=', work.version)
    .executeTakeFirst();
  if (done.numDeletedRows === 0n) await freeWork(db, work.id, owner, { attempts: 0 });
}

/** Gives a leased item back; `runAt` is ignored when the item was enqueued again while it ran. */
export async function freeWork(
  db: Db,
  id: string,
  owner: string,
  outcome: { attempts?: number; lastError?: string; again?: { runAt: number; version: number } },
): Promise<void> {
  const { again } = outcome;
  await db
    .tables<Tables>()
    .updateTable('work')
    .set({
      lease_owner: null,
      lease_until: 0,
      ...(outcome.attempts === undefined ? {} : { attempts: outcome.attempts }),
      ...(outcome.lastError === undefined ? {} : { last_error: outcome.lastError }),
      ...(again ? { run_at: sql`case when version = ${again.version} then ${again.runAt} else run_at end` } : {}),
    })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** When the next waiting item of `kinds` falls due, in milliseconds since the epoch. */
export async function nextDue(db: Db, kinds: readonly string[]): Promise<number | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('work')
    .select((select) => select.fn.min('run_at').as('at'))
    .where('kind', 'in', [...kinds])
    .where('lease_owner', 'is', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Frees what a dead process of this data folder held. Only for a database that no other process uses. */
export async function freeAllWork(db: Db): Promise<void> {
  await db.tables<Tables>().updateTable('work').set({ lease_owner: null, lease_until: 0 }).execute();
}
