import type { ResumeSessionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { sessionNotFound } from '../errors.ts';
import { lookAtTarget } from '../look-at-target.ts';
import type { Parts } from '../parts.ts';
import { endOf } from '../rules/session.ts';
import { newToken, streamUrlOf } from '../session-token.ts';
import { findSession, replaceToken } from '../store/sessions.ts';

/** A token for the client whose connection broke. A session that has ended is answered without one, which clients take for that. */
export const resumeSession = operation<ResumeSessionCommand, Parts>('ResumeSession', async (input, parts) => {
  const { SessionId: id } = input;
  const session = await findSession(parts.database, id);
  if (!session) throw sessionNotFound(id);
  const isThere = await lookAtTarget(parts, session.target, parts.request.caller);
  if (!isThere || endOf(session, parts.clock.now()) !== undefined) return { SessionId: id };
  const token = newToken(parts);
  await replaceToken(parts.database, id, token);
  return { SessionId: id, TokenValue: token.value, StreamUrl: streamUrlOf(parts, id) };
});
