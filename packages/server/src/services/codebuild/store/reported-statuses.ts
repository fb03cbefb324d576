import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_reported_statuses: { id: string; state: string };
}

const statuses = (db: Db) => db.tables<Tables>();

/** What a host was last told of a build or a batch. */
export async function findReportedState(db: Db, id: string): Promise<string | undefined> {
  const query = statuses(db).selectFrom('codebuild_reported_statuses').select('state');
  return (await query.where('id', '=', id).executeTakeFirst())?.state;
}

export async function saveReportedState(db: Db, id: string, state: string): Promise<void> {
  await statuses(db)
    .insertInto('codebuild_reported_statuses')
    .values({ id, state })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ state }))
    .execute();
}
