import type { Db } from '../../../database/database.ts';
import type { Session } from '../rules/session.ts';

interface SessionTable {
  id: string;
  target: string;
  owner: string;
  reason: string | null;
  started_at: number;
  /** SHA-256 of the token in hex; empty once it was used. */
  token_hash: string;
  token_expires_at: number;
  opened: number;
  connected: number;
  seen_at: number;
  ended_at: number | null;
}

const tables = (db: Db) => db.tables<{ ssm_sessions: SessionTable }>();

const sessionOf = (row: Omit<SessionTable, 'token_hash'>): Session => ({
  id: row.id,
  target: row.target,
  owner: row.owner,
  ...(row.reason === null ? {} : { reason: row.reason }),
  startedAt: row.started_at,
  tokenExpiresAt: row.token_expires_at,
  isOpened: row.opened === 1,
  isConnected: row.connected === 1,
  seenAt: row.seen_at,
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
});

export async function insertSession(db: Db, session: Session, tokenHash: string): Promise<void> {
  const row = {
    id: session.id,
    target: session.target,
    owner: session.owner,
    reason: session.reason ?? null,
    started_at: session.startedAt,
    token_hash: tokenHash,
    token_expires_at: session.tokenExpiresAt,
    opened: 0,
    connected: 0,
    seen_at: session.seenAt,
    ended_at: null,
  };
  await tables(db).insertInto('ssm_sessions').values(row).execute();
}

export async function deleteSessionsBefore(db: Db, startedAt: number): Promise<void> {
  await tables(db).deleteFrom('ssm_sessions').where('started_at', '<', startedAt).execute();
}

export async function findSession(db: Db, id: string): Promise<Session | undefined> {
  const row = await tables(db).selectFrom('ssm_sessions').selectAll().where('id', '=', id).executeTakeFirst();
  return row && sessionOf(row);
}

/** Newest first. */
export async function listSessions(db: Db): Promise<Session[]> {
  const query = tables(db).selectFrom('ssm_sessions').selectAll().orderBy('started_at', 'desc').orderBy('id');
  return (await query.execute()).map(sessionOf);
}

/** A token to go on with a session that has not ended. */
export async function replaceToken(db: Db, id: string, token: { hash: string; expiresAt: number }): Promise<void> {
  await tables(db)
    .updateTable('ssm_sessions')
    .set({ token_hash: token.hash, token_expires_at: token.expiresAt })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** Uses a token up. Whoever comes second is told that there is none. */
export async function takeToken(
  db: Db,
  token: { id: string; hash: string; isOpened: boolean },
  now: number,
): Promise<Session | undefined> {
  const row = await tables(db)
    .updateTable('ssm_sessions')
    .set({ token_hash: '', opened: 1, connected: 1, seen_at: now })
    .where('id', '=', token.id)
    .where('token_hash', '=', token.hash)
    .where('token_expires_at', '>=', now)
    .where('opened', '=', token.isOpened ? 1 : 0)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && sessionOf(row);
}

export async function saveConnection(db: Db, id: string, seen: { at: number; isConnected: boolean }): Promise<void> {
  await tables(db)
    .updateTable('ssm_sessions')
    .set({ connected: seen.isConnected ? 1 : 0, seen_at: seen.at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** One that has ended stays as it is. */
export async function endSession(db: Db, id: string, now: number): Promise<void> {
  await tables(db)
    .updateTable('ssm_sessions')
    .set({ ended_at: now, connected: 0, token_hash: '' })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}
