import type { Db } from '../../../database/database.ts';

interface Tables {
  dynamodb_tokens: { token: string; fingerprint: string; used_at: number };
}

/** Whether a transaction's token was used since a time, and for what. */
export async function findToken(db: Db, token: string, since: number): Promise<string | undefined> {
  const query = db.tables<Tables>().selectFrom('dynamodb_tokens').select('fingerprint').where('token', '=', token);
  return (await query.where('used_at', '>=', since).executeTakeFirst())?.fingerprint;
}

/** Remembers a token, and forgets those that were used before a time. */
export async function saveToken(
  tx: Db,
  token: string,
  { fingerprint, now, since }: { fingerprint: string; now: number; since: number },
): Promise<void> {
  await tx.tables<Tables>().deleteFrom('dynamodb_tokens').where('used_at', '<', since).execute();
  const query = tx.tables<Tables>().insertInto('dynamodb_tokens').values({ token, fingerprint, used_at: now });
  await query.onConflict((conflict) => conflict.column('token').doUpdateSet({ fingerprint, used_at: now })).execute();
}
