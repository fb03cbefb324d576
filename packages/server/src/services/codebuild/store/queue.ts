import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { ComputeSize } from '../rules/compute-size.ts';
import type { QueueCapacity, WaitingBuild } from '../rules/queue/choose-next.ts';

interface Tables {
  codebuild_builds: {
    id: string;
    uuid: string;
    started_at: number;
    number: number;
    phase: string;
    complete: number;
    /** What a build on demand shares its limit with; null where nothing is limited. */
    pool: string | null;
    /** The fleet that it waits for or runs on. */
    fleet: string | null;
    cpus: number;
    memory_mib: number;
    /** It was let out of the queue, or never had to wait for that. */
    admitted: number;
    overtaken: number;
  };
}

const builds = (db: Db) => db.tables<Tables>();
const QUEUE_LOCK = 7_120_131;

/** Keeps others from choosing or launching at the same time, until the transaction ends. */
export async function lockCapacity(tx: Db): Promise<void> {
  if (tx.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${QUEUE_LOCK})`.execute(tx.tables());
}

/** Where a build waits: with a pool for its turn, with a fleet for one of its machines. */
export interface Place {
  readonly pool?: string;
  readonly fleet?: string;
  readonly size: ComputeSize;
}

/** Lets a build wait until it is admitted. */
export async function placeInQueue(tx: Db, id: string, { pool, fleet, size }: Place): Promise<void> {
  await builds(tx)
    .updateTable('codebuild_builds')
    .set({ pool: pool ?? null, fleet: fleet ?? null, cpus: size.cpus, memory_mib: size.memoryMiB, admitted: 0 })
    .where('id', '=', id)
    .execute();
}

/** Lets a build out of the queue; false when it has left it already or is over. */
export async function admit(tx: Db, id: string): Promise<boolean> {
  const result = await builds(tx)
    .updateTable('codebuild_builds')
    .set({ admitted: 1 })
    .where('id', '=', id)
    .where('admitted', '=', 0)
    .where('complete', '=', 0)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A build waits for its fleet no longer; false when it has left the queue or is over. */
export async function takeFromFleet(tx: Db, id: string): Promise<boolean> {
  const result = await builds(tx)
    .updateTable('codebuild_builds')
    .set({ fleet: null, admitted: 1 })
    .where('id', '=', id)
    .where('fleet', 'is not', null)
    .where('admitted', '=', 0)
    .where('complete', '=', 0)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function countOvertaken(tx: Db, id: string, overtaken: number): Promise<void> {
  await builds(tx).updateTable('codebuild_builds').set({ overtaken }).where('id', '=', id).execute();
}

/** Builds that wait for capacity on demand, in the order of arrival. */
export async function findWaiting(db: Db): Promise<(WaitingBuild & { readonly uuid: string })[]> {
  const rows = await builds(db)
    .selectFrom('codebuild_builds')
    .select(['id', 'uuid', 'pool', 'cpus', 'memory_mib', 'overtaken'])
    .where('complete', '=', 0)
    .where('phase', '=', 'QUEUED')
    .where('admitted', '=', 0)
    .where('fleet', 'is', null)
    .orderBy('started_at')
    .orderBy('number')
    .orderBy('id')
    .execute();
  return rows.map(({ id, uuid, pool, cpus, memory_mib, overtaken }) => {
    return { id, uuid, pool: pool ?? '', size: { cpus, memoryMiB: memory_mib }, overtaken };
  });
}

/** What builds on demand have taken: how many of each pool, and how much of the machine in all. */
export async function findTaken(db: Db): Promise<{ running: QueueCapacity['running']; taken: ComputeSize }> {
  const rows = await builds(db)
    .selectFrom('codebuild_builds')
    .select((select) => [
      'pool',
      select.fn.countAll().as('count'),
      select.fn.sum('cpus').as('cpus'),
      select.fn.sum('memory_mib').as('memory'),
    ])
    .where('complete', '=', 0)
    .where('admitted', '=', 1)
    .where('fleet', 'is', null)
    .where('pool', 'is not', null)
    .groupBy('pool')
    .execute();
  const sum = (values: readonly unknown[]) => values.reduce<number>((total, value) => total + Number(value ?? 0), 0);
  return {
    running: Object.fromEntries(rows.map(({ pool, count }) => [pool ?? '', Number(count)])),
    taken: { cpus: sum(rows.map(({ cpus }) => cpus)), memoryMiB: sum(rows.map(({ memory }) => memory)) },
  };
}

export async function countQueuedIn(db: Db, pool: string): Promise<number> {
  const row = await builds(db)
    .selectFrom('codebuild_builds')
    .select((select) => select.fn.countAll().as('count'))
    .where('complete', '=', 0)
    .where('phase', '=', 'QUEUED')
    .where('pool', '=', pool)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
