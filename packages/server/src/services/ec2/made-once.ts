import type { Db } from '../../database/database.ts';
import { fingerprintOf } from '../../platform/fingerprint.ts';
import { tokenReused } from './errors.ts';
import { findToken, insertToken } from './store/client-tokens.ts';

interface Request {
  readonly ClientToken?: string | undefined;
}

/** What the same request made before, by its client token. */
export async function findMade(tx: Db, operation: string, request: Request): Promise<string | undefined> {
  const used = request.ClientToken ? await findToken(tx, `${operation} ${request.ClientToken}`) : undefined;
  if (used && used.fingerprint !== fingerprintOf(request)) throw tokenReused();
  return used?.result;
}

/** Remembers what a request with a client token made. */
export async function keepMade(tx: Db, operation: string, request: Request, result: string): Promise<void> {
  if (!request.ClientToken) return;
  await insertToken(tx, `${operation} ${request.ClientToken}`, { fingerprint: fingerprintOf(request), result });
}
