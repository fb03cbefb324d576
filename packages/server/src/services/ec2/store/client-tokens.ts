import type { Db } from '../../../database/database.ts';

interface Tables {
  ec2_client_tokens: { token: string; fingerprint: string; result: string };
}

/** What a request with a client token made, so that the same one makes nothing again. */
export interface UsedToken {
  /** Of the request's parameters. */
  readonly fingerprint: string;
  /** Id of what was made. */
  readonly result: string;
}

export async function findToken(db: Db, token: string): Promise<UsedToken | undefined> {
  const query = db.tables<Tables>().selectFrom('ec2_client_tokens').selectAll().where('token', '=', token);
  return await query.executeTakeFirst();
}

export async function insertToken(tx: Db, token: string, used: UsedToken): Promise<void> {
  await tx
    .tables<Tables>()
    .insertInto('ec2_client_tokens')
    .values({ token, ...used })
    .execute();
}
