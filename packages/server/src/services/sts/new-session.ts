import type { Caller } from '../../gateway/request-context.ts';
import type { Parts } from './parts.ts';
import { insertSession, type Session } from './store.ts';

const UPPER_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TOKEN_BYTES = 192;

const SESSION_PREFIX = 'ASIA';

/** Whether a key is one of a session; keys of accounts begin with `AKIA`. */
export const isSessionKey = (accessKeyId: string | undefined) => accessKeyId?.startsWith(SESSION_PREFIX) === true;

/** Makes and keeps temporary credentials of `caller` for `seconds`. */
export async function newSession(
  parts: Parts,
  session: { caller: Caller; policies: readonly string[]; seconds: number },
): Promise<Session> {
  const { database, vault, ids, clock } = parts;
  const accessKeyId = SESSION_PREFIX + ids.text(16, UPPER_AND_DIGITS);
  const made: Session = {
    accessKeyId,
    secretAccessKey: ids.text(40),
    sessionToken: ids.bytes(TOKEN_BYTES).toString('base64'),
    caller: { ...session.caller, accessKeyId },
    policies: session.policies,
    expiresAt: clock.now() + session.seconds * 1_000,
  };
  await database.transaction((tx) => insertSession(tx, vault, made));
  return made;
}

/** A session as STS answers it. */
export function describeCredentials(session: Session) {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiresAt),
  };
}
