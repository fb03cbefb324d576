import type { Db } from '../../database/database.ts';
import { fingerprintOf } from '../../platform/fingerprint.ts';
import { idempotencyMismatch, invalidInput } from './errors.ts';
import type { Parts } from './parts.ts';
import { findStart, rememberStart } from './store/idempotency.ts';

const LONGEST_TOKEN = 64;

interface TokenUse {
  readonly token: string | undefined;
  /** Everything that must be the same when the token comes again. */
  readonly of: readonly unknown[];
  /** What the request starts if it is the first. */
  readonly id: string;
}

/** What the same request started in the last five minutes, by its token; undefined when this is the first. */
export async function findEarlierStart(tx: Db, parts: Parts, { token, of, id }: TokenUse): Promise<string | undefined> {
  if (!token) return undefined;
  if (token.length > LONGEST_TOKEN) throw invalidInput(`Idempotency token cannot exceed ${LONGEST_TOKEN} characters`);
  const now = parts.clock.now();
  const fingerprint = fingerprintOf([...of]);
  if (await rememberStart(tx, token, { fingerprint, buildId: id }, now)) return undefined;
  const earlier = await findStart(tx, token, now);
  if (earlier?.fingerprint !== fingerprint) throw idempotencyMismatch(token);
  return earlier.buildId;
}
