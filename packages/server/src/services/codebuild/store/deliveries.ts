import type { Db } from '../../../database/database.ts';
import type { PullRequestEvent } from '../../../git-hosts/host-event.ts';

interface Tables {
  codebuild_deliveries: { id: string; received_at: number };
  codebuild_held_requests: { id: string; project: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();

/** Hosts send again for days at most. */
const REMEMBERED_MS = 30 * 86_400_000;

/** False when one of the ids was there already: this delivery has started its build. Forgets what is old on the way. */
export async function rememberDelivery(tx: Db, ids: readonly string[], now: number): Promise<boolean> {
  await tables(tx)
    .deleteFrom('codebuild_deliveries')
    .where('received_at', '<', now - REMEMBERED_MS)
    .execute();
  const inserted = await tables(tx)
    .insertInto('codebuild_deliveries')
    .values(ids.map((id) => ({ id, received_at: now })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return inserted.length === ids.length;
}

/** Whether one of the ids is known. */
export async function isRemembered(db: Db, ids: readonly string[]): Promise<boolean> {
  const query = tables(db).selectFrom('codebuild_deliveries').select('id');
  return (
    (await query
      .where('id', 'in', [...ids])
      .limit(1)
      .executeTakeFirst()) !== undefined
  );
}

/** A pull request that waits for an approval, as it was last told of. */
export interface HeldRequest {
  readonly event: PullRequestEvent;
  readonly initiator: string;
}

type RequestName = Pick<PullRequestEvent, 'repository' | 'number'>;

const heldId = (project: string, { repository, number }: RequestName) =>
  `${project}/${repository.toLowerCase()}/${number}`;

export async function holdRequest(tx: Db, project: string, held: HeldRequest): Promise<void> {
  const document = JSON.stringify(held);
  await tables(tx)
    .insertInto('codebuild_held_requests')
    .values({ id: heldId(project, held.event), project, document })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ document }))
    .execute();
}

export async function findHeldRequest(db: Db, project: string, name: RequestName) {
  const query = tables(db).selectFrom('codebuild_held_requests').select('document');
  const row = await query.where('id', '=', heldId(project, name)).executeTakeFirst();
  return row && (JSON.parse(row.document) as HeldRequest);
}

export async function releaseRequest(tx: Db, project: string, name: RequestName): Promise<void> {
  await tables(tx).deleteFrom('codebuild_held_requests').where('id', '=', heldId(project, name)).execute();
}

export async function releaseRequestsOf(tx: Db, project: string): Promise<void> {
  await tables(tx).deleteFrom('codebuild_held_requests').where('project', '=', project).execute();
}
