import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_idempotency: { token: string; fingerprint: string; build_id: string; expires_at: number };
}

const TOKEN_LIFE_MS = 5 * 60_000;

/** What a token was first used for, if it is still remembered. */
export interface RememberedStart {
  readonly fingerprint: string;
  readonly buildId: string;
}

export async function findStart(db: Db, token: string, now: number): Promise<RememberedStart | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codebuild_idempotency')
    .select(['fingerprint', 'build_id'])
    .where('token', '=', token)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && { fingerprint: row.fingerprint, buildId: row.build_id };
}

/** False when another request has taken the token meanwhile. Forgets what is too old on the way. */
export async function rememberStart(db: Db, token: string, start: RememberedStart, now: number): Promise<boolean> {
  await db.tables<Tables>().deleteFrom('codebuild_idempotency').where('expires_at', '<=', now).execute();
  const inserted = await db
    .tables<Tables>()
    .insertInto('codebuild_idempotency')
    .values({ token, fingerprint: start.fingerprint, build_id: start.buildId, expires_at: now + TOKEN_LIFE_MS })
    .onConflict((conflict) => conflict.column('token').doNothing())
    .returning('token')
    .executeTakeFirst();
  return inserted !== undefined;
}
