import type { Db } from '../../../database/database.ts';

interface Tables {
  codepipeline_revisions: { pipeline: string; action: string; ref: string; revision: string };
}

/** The newest revision that is known of one branch, tag or object that a source action looks at. */
export interface KnownRevision {
  readonly pipeline: string;
  /** `stage/action`. */
  readonly action: string;
  /** `branch:main`, `tag:v1`, or what else the source has of them. */
  readonly ref: string;
  readonly revision: string;
}

/** Remembers a revision: `first` when there was none before, `same` when it was this one, `new` otherwise. */
export async function noteRevision(tx: Db, known: KnownRevision): Promise<'first' | 'same' | 'new'> {
  const { pipeline, action, ref, revision } = known;
  const place = tx.tables<Tables>().selectFrom('codepipeline_revisions').select('revision');
  const before = await place
    .where('pipeline', '=', pipeline)
    .where('action', '=', action)
    .where('ref', '=', ref)
    .executeTakeFirst();
  if (before?.revision === revision) return 'same';
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_revisions')
    .values({ pipeline, action, ref, revision })
    .onConflict((conflict) => conflict.columns(['pipeline', 'action', 'ref']).doUpdateSet({ revision }))
    .execute();
  return before ? 'new' : 'first';
}

export async function deleteRevisions(tx: Db, pipeline: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('codepipeline_revisions').where('pipeline', '=', pipeline).execute();
}
