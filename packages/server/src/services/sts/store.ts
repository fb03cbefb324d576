import type { Db } from '../../database/database.ts';
import type { Caller } from '../../gateway/request-context.ts';
import type { Vault } from '../../platform/vault.ts';

interface Tables {
  sts_sessions: { access_key_id: string; sealed: string; caller: string; policies: string; expires_at: number };
}

/** Temporary credentials and who they stand for. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly caller: Caller;
  /** Session policies as given; recorded, not enforced. */
  readonly policies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export async function insertSession(db: Db, vault: Vault, session: Session): Promise<void> {
  const { secretAccessKey, sessionToken } = session;
  const row = {
    access_key_id: session.accessKeyId,
    sealed: vault.seal(JSON.stringify({ secretAccessKey, sessionToken })),
    caller: JSON.stringify(session.caller),
    policies: JSON.stringify(session.policies),
    expires_at: session.expiresAt,
  };
  await db.tables<Tables>().insertInto('sts_sessions').values(row).execute();
}

export async function findSession(db: Db, vault: Vault, accessKeyId: string): Promise<Session | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('sts_sessions')
    .selectAll()
    .where('access_key_id', '=', accessKeyId)
    .executeTakeFirst();
  if (!row) return undefined;
  const secrets = JSON.parse(vault.open(row.sealed)) as Pick<Session, 'secretAccessKey' | 'sessionToken'>;
  return {
    accessKeyId,
    ...secrets,
    caller: JSON.parse(row.caller) as Caller,
    policies: JSON.parse(row.policies) as string[],
    expiresAt: row.expires_at,
  };
}

export async function hasSession(db: Db, accessKeyId: string): Promise<boolean> {
  const row = await db
    .tables<Tables>()
    .selectFrom('sts_sessions')
    .select('access_key_id')
    .where('access_key_id', '=', accessKeyId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteSessionsExpiredBefore(db: Db, time: number): Promise<void> {
  await db.tables<Tables>().deleteFrom('sts_sessions').where('expires_at', '<', time).execute();
}
