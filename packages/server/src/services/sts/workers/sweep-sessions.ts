import type { SingleWorker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { deleteSessionsExpiredBefore } from '../store.ts';

export const SWEEP_SESSIONS = 'sts.sweep-sessions';
const EVERY_MS = 3_600_000;
/** Expired credentials are kept a while, so that using them is answered with ExpiredToken. */
const KEPT_MS = 3_600_000;

/** Forgets sessions that expired long ago, once an hour. */
export function sweepSessions({ database, clock }: Parts): SingleWorker {
  return {
    kind: SWEEP_SESSIONS,
    async handle() {
      await deleteSessionsExpiredBefore(database, clock.now() - KEPT_MS);
      return { again: { afterMs: EVERY_MS } };
    },
  };
}
