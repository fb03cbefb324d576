import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_cache_generations: {
    /** Bucket and prefix, or the name of a local cache. */
    scope: string;
    generation: number;
  };
}

/** What is invalidated together; see `CacheScope`. */
interface Scope {
  readonly bucket: string;
  readonly base: string;
}

const table = (db: Db) => db.tables<Tables>();
const nameOf = ({ bucket, base }: Scope) => `${bucket}/${base}`;

/** Caches of other generations than this are neither read nor written. */
export async function findCacheGeneration(db: Db, scope: Scope): Promise<number> {
  const row = await table(db)
    .selectFrom('codebuild_cache_generations')
    .select('generation')
    .where('scope', '=', nameOf(scope))
    .executeTakeFirst();
  return row?.generation ?? 0;
}

/** Begins the next generation; answers the one that is over. */
export async function endCacheGeneration(tx: Db, scope: Scope): Promise<number> {
  const { generation } = await table(tx)
    .insertInto('codebuild_cache_generations')
    .values({ scope: nameOf(scope), generation: 1 })
    .onConflict((conflict) =>
      conflict.column('scope').doUpdateSet({ generation: sql`codebuild_cache_generations.generation + 1` }),
    )
    .returning('generation')
    .executeTakeFirstOrThrow();
  return generation - 1;
}
