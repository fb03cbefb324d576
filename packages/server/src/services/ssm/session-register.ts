import type { Parts } from './parts.ts';
import { SEEN_EVERY_MS } from './rules/session.ts';
import { hashToken } from './session-token.ts';
import { endSession, findSession, saveConnection, takeToken } from './store/sessions.ts';

/** What whoever carries sessions asks and tells of them. */
export interface SessionRegister {
  /**
   * Uses a client's token up. `isHere` when the carrier keeps the session's shell: then it is a token to go on with it, else one to
   * open it. Undefined for a token that is none, or no longer.
   */
  takeToken(id: string, token: string, isHere: boolean): Promise<{ readonly target: string } | undefined>;
  /** False when the session is to end. Called often: it says to others that the session lives. */
  keep(id: string, isConnected: boolean): Promise<boolean>;
  /** It has ended. */
  end(id: string): Promise<void>;
}

export function sessionRegister({ database, clock }: Pick<Parts, 'database' | 'clock'>): SessionRegister {
  return {
    async takeToken(id, token, isHere) {
      return await takeToken(database, { id, hash: hashToken(token), isOpened: isHere }, clock.now());
    },
    async keep(id, isConnected) {
      const session = await findSession(database, id);
      const now = clock.now();
      // Silence ends it for others only: the machine may have slept.
      if (!session || session.endedAt !== undefined) return false;
      if (session.isConnected !== isConnected || now - session.seenAt >= SEEN_EVERY_MS)
        await saveConnection(database, id, { at: now, isConnected });
      return true;
    },
    end: (id) => endSession(database, id, clock.now()),
  };
}
