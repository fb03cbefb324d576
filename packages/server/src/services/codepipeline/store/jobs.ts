import type { Db } from '../../../database/database.ts';
import type { Job, JobStatus } from '../rules/job.ts';

interface Row {
  id: string;
  type: string;
  action_id: string;
  number: number;
  status: string;
  query: string | null;
  nonce: number;
  visible_at: number;
  continuation: string | null;
  result: string | null;
}

interface Tables {
  codepipeline_jobs: Row;
}

const OPEN: readonly JobStatus[] = ['Queued', 'Dispatched', 'InProgress'];

const jobOf = (row: Row): Job => ({
  id: row.id,
  type: row.type,
  actionId: row.action_id,
  number: row.number,
  status: row.status as JobStatus,
  ...(row.query === null ? {} : { query: row.query }),
  nonce: row.nonce,
  visibleAt: row.visible_at,
  ...(row.continuation === null ? {} : { continuation: row.continuation }),
  ...(row.result === null ? {} : { result: row.result }),
});

export async function insertJob(tx: Db, job: Job): Promise<void> {
  const row: Row = {
    id: job.id,
    type: job.type,
    action_id: job.actionId,
    number: job.number,
    status: job.status,
    query: job.query ?? null,
    nonce: job.nonce,
    visible_at: job.visibleAt,
    continuation: job.continuation ?? null,
    result: job.result ?? null,
  };
  await tx.tables<Tables>().insertInto('codepipeline_jobs').values(row).execute();
}

export async function findJob(db: Db, id: string): Promise<Job | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_jobs')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && jobOf(row);
}

/** The last job of an action. */
export async function findNewestJob(db: Db, actionId: string): Promise<Job | undefined> {
  const query = db.tables<Tables>().selectFrom('codepipeline_jobs').selectAll().where('action_id', '=', actionId);
  const row = await query.orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row && jobOf(row);
}

/** The job, which nobody else can change until the transaction ends. */
export async function lockJob(tx: Db, id: string): Promise<Job | undefined> {
  const query = tx.tables<Tables>().selectFrom('codepipeline_jobs').selectAll().where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && jobOf(row);
}

/** Jobs that a poll may hand out: oldest first; another process that polls at the same time gets others. */
export async function lockVisibleJobs(
  tx: Db,
  poll: { type: string; query?: string; now: number; limit: number },
): Promise<Job[]> {
  let query = tx
    .tables<Tables>()
    .selectFrom('codepipeline_jobs')
    .selectAll()
    .where('type', '=', poll.type)
    .where('status', 'in', ['Queued', 'Dispatched'])
    .where('visible_at', '<=', poll.now);
  if (poll.query !== undefined) query = query.where('query', '=', poll.query);
  query = query.orderBy('number').limit(poll.limit);
  const rows = await (tx.dialect === 'postgres' ? query.forUpdate().skipLocked() : query).execute();
  return rows.map(jobOf);
}

export async function changeJob(tx: Db, job: Job): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_jobs')
    .set({ status: job.status, nonce: job.nonce, visible_at: job.visibleAt, result: job.result ?? null })
    .where('id', '=', job.id)
    .execute();
}

/** Ends what is still open of an action's jobs. */
export async function endJobsOf(tx: Db, actionId: string, status: JobStatus): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_jobs')
    .set({ status })
    .where('action_id', '=', actionId)
    .where('status', 'in', [...OPEN])
    .execute();
}
