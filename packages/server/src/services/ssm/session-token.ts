import { createHash } from 'node:crypto';
import type { Parts } from './parts.ts';
import { TOKEN_LIFE_MS } from './rules/session.ts';

const TOKEN_LENGTH = 64;

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A token for one connection; only its hash is kept, which is enough of a lock for what is drawn by chance. */
export function newToken({ ids, clock }: Parts): {
  readonly value: string;
  readonly hash: string;
  readonly expiresAt: number;
} {
  const value = ids.text(TOKEN_LENGTH);
  return { value, hash: hashToken(value), expiresAt: clock.now() + TOKEN_LIFE_MS };
}

/** Where a client opens the data channel of a session; the query is AWS's. */
export const streamUrlOf = ({ publicUrl }: Pick<Parts, 'publicUrl'>, session: string): string =>
  `${publicUrl().replace(/^http/, 'ws')}${SESSION_PATH}${session}?role=publish_subscribe`;

/** Below it is a session's id. */
export const SESSION_PATH = '/_codeyard/sessions/';
