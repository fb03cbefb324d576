import type { Db } from '../../../database/database.ts';

interface Tables {
  codepipeline_successes: { pipeline: string; stage: string; execution_id: string };
}

interface Success {
  readonly pipeline: string;
  readonly stage: string;
  readonly executionId: string;
}

/** Remembers that an execution succeeded in a stage: it may be rolled back to, even if it failed later on. */
export async function insertSuccess(tx: Db, { pipeline, stage, executionId }: Success): Promise<void> {
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_successes')
    .values({ pipeline, stage, execution_id: executionId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function hasSucceeded(db: Db, { pipeline, stage, executionId }: Success): Promise<boolean> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_successes')
    .select('stage')
    .where('pipeline', '=', pipeline)
    .where('stage', '=', stage)
    .where('execution_id', '=', executionId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteSuccesses(tx: Db, pipeline: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_successes').where('pipeline', '=', pipeline).execute();
}
