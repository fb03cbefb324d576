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

interface Claim {
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
}

/**
 * Leases the items that have been due longest, at most so many of each kind as `slots` says and `limit` in all, leaving out keys that
 * somebody works on. Only inside a transaction. `all` tells that nothing else is due.
 */
export async function claimWork(
  db: Db,
  { slots, limit, ...claim }: Claim & { slots: ReadonlyMap<string, number>; limit: number },
): Promise<{ claimed: ClaimedWork[]; all: boolean }> {
  if (slots.size === 0) return { claimed: [], all: true };
  const { rows } = await sql<{ id: string; kind: string }>`
    select w.id, w.kind from work w
    where w.run_at <= ${claim.now} and w.lease_until <= ${claim.now}
      and w.kind in (${sql.join([...slots.keys()])})
      and (w.key is null or not exists (
        select 1 from work o where o.key = w.key and o.id <> w.id
          and (o.lease_until > ${claim.now}
            or (o.run_at <= ${claim.now} and (o.run_at, o.sequence) < (w.run_at, w.sequence)))))
    order by w.run_at, w.sequence limit ${limit} ${skipLocked(db)}`.execute(db.tables());
  const taken = new Map<string, number>();
  const chosen = rows.filter(({ kind }) => {
    taken.set(kind, (taken.get(kind) ?? 0) + 1);
    return (taken.get(kind) ?? 0) <= (slots.get(kind) ?? 0);
  });
  const ids = chosen.map(({ id }) => id);
  return { claimed: await lease(db, claim, ids), all: rows.length < limit && ids.length === rows.length };
}

/**
 * Leases the items of one kind that fell due first, leaving out keys that somebody works on and what failed before; and when there is
 * none of them, one that failed. Only inside a transaction.
 */
export async function claimBatch(
  db: Db,
  { kind, limit, ...claim }: Claim & { kind: string; limit: number },
): Promise<ClaimedWork[]> {
  // Else two processes could each take half of a key's items.
  if (db.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${BATCH_LOCK})`.execute(db.tables());
  const due = await sql<{ id: string; attempts: number }>`
    select w.id, w.attempts from work w
    where w.kind = ${kind} and w.run_at <= ${claim.now} and w.lease_until <= ${claim.now}
      and (w.key is null or not exists (select 1 from work o where o.key = w.key and o.lease_until > ${claim.now}))
    order by case when w.attempts = 0 then 0 else 1 end, w.run_at, w.sequence
    limit ${limit} ${skipLocked(db)}`.execute(db.tables());
  const fresh = due.rows.filter(({ attempts }) => Number(attempts) === 0);
  const chosen = fresh.length > 0 ? fresh : due.rows.slice(0, 1);
  return await lease(
    db,
    claim,
    chosen.map(({ id }) => id),
  );
}

const BATCH_LOCK = 7_120_114;
const skipLocked = (db: Db) => (db.dialect === 'postgres' ? sql`for update skip locked` : sql``);

async function lease(
  db: Db,
  { owner, leaseUntil }: Pick<Claim, 'owner' | 'leaseUntil'>,
  ids: readonly string[],
): Promise<ClaimedWork[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .tables<Tables>()
    .updateTable('work')
    .set({ lease_owner: owner, lease_until: leaseUntil, attempts: sql`attempts + 1` })
    .where('id', 'in', [...ids])
    .returning(['id', 'kind', 'payload', 'version', 'attempts', 'run_at', 'sequence'])
    .execute();
  rows.sort((a, b) => a.run_at - b.run_at || a.sequence - b.sequence);
  return rows.map(({ id, kind, payload, version, attempts }) => {
    return { id, kind, version, attempts, payload: JSON.parse(payload) as unknown };
  });
}

/** Keeps the leases of running items. */
export async function extendLeases(db: Db, ids: readonly string[], owner: string, leaseUntil: number): Promise<void> {
  await db
    .tables<Tables>()
    .updateTable('work')
    .set({ lease_until: leaseUntil })
    .where('id', 'in', [...ids])
    .where('lease_owner', '=', owner)
    .execute();
}

/** Removes finished items, except those that were enqueued again meanwhile: they are freed to run once more. */
export async function finishWork(db: Db, works: readonly ClaimedWork[], owner: string): Promise<void> {
  if (works.length === 0) return;
  const finished = sql.join(works.map(({ id, version }) => sql`(${id}, ${sql.lit(version)})`));
  const removed = await db
    .tables<Tables>()
    .deleteFrom('work')
    .where('lease_owner', '=', owner)
    .where(sql<boolean>`(id, version) in (values ${finished})`)
    .returning('id')
    .execute();
  const done = new Set(removed.map(({ id }) => id));
  for (const { id } of works) if (!done.has(id)) await freeWork(db, id, owner, { attempts: 0 });
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
  if (kinds.length === 0) return undefined;
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
