import type { StartSessionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { instanceTargetNotHere, sessionDocumentNotHere, targetNotConnected } from '../errors.ts';
import { lookAtTarget } from '../look-at-target.ts';
import type { Parts } from '../parts.ts';
import { HISTORY_MS, SHELL_DOCUMENT } from '../rules/session.ts';
import { newToken, streamUrlOf } from '../session-token.ts';
import { deleteSessionsBefore, insertSession } from '../store/sessions.ts';

/** A shell in a build or a sandbox. It is opened when a client shows the token at the stream's URL. */
export const startSession = operation<StartSessionCommand, Parts>('StartSession', async (input, parts) => {
  const { Target: target, DocumentName: document = SHELL_DOCUMENT, Reason: reason } = input;
  const { database, clock, request } = parts;
  if (document !== SHELL_DOCUMENT) throw sessionDocumentNotHere(document);
  if (!(await lookAtTarget(parts, target, request.caller))) {
    throw target.startsWith('codebuild:') ? targetNotConnected(target) : instanceTargetNotHere(target);
  }
  const token = newToken(parts);
  const now = clock.now();
  const session = {
    id: newSessionId(parts, request.caller.sessionName ?? request.caller.kind),
    target,
    owner: request.caller.arn,
    ...(reason === undefined ? {} : { reason }),
    startedAt: now,
    tokenExpiresAt: token.expiresAt,
    isOpened: false,
    isConnected: false,
    seenAt: now,
  };
  await database.transaction(async (tx) => {
    await deleteSessionsBefore(tx, now - HISTORY_MS);
    await insertSession(tx, session, token.hash);
  });
  return { SessionId: session.id, TokenValue: token.value, StreamUrl: streamUrlOf(parts, session.id) };
});

const NAME_LENGTH = 64;

/** Who, and 17 hexadecimal digits: the form that AWS shows. */
const newSessionId = ({ ids }: Parts, who: string): string =>
  `${who.replace(/[^\w.-]/g, '-').slice(0, NAME_LENGTH)}-${ids.text(17, '0123456789abcdef')}`;
