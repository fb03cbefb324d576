import type { TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { sessionNotFound } from '../errors.ts';
import { lookAtTarget } from '../look-at-target.ts';
import type { Parts } from '../parts.ts';
import { endSession, findSession } from '../store/sessions.ts';

/** Ends a session; whoever keeps its shell notices within a second. One that has ended is answered alike. */
export const terminateSession = operation<TerminateSessionCommand, Parts>('TerminateSession', async (input, parts) => {
  const { SessionId: id } = input;
  const session = await findSession(parts.database, id);
  if (!session) throw sessionNotFound(id);
  await lookAtTarget(parts, session.target, parts.request.caller);
  await endSession(parts.database, id, parts.clock.now());
  return { SessionId: id };
});
