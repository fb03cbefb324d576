import type { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { operation } from '../../../gateway/operation.ts';
import { invalidMfaCode, sessionOfSession } from '../errors.ts';
import { describeCredentials, isSessionKey, newSession } from '../new-session.ts';
import type { Parts } from '../parts.ts';
import { rootSessionSeconds } from '../rules/session-duration.ts';

export const getSessionToken = operation<GetSessionTokenCommand, Parts>('GetSessionToken', async (input, parts) => {
  const { caller } = parts.request;
  if (caller.kind !== 'root' || isSessionKey(caller.accessKeyId)) throw sessionOfSession();
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw invalidMfaCode();
  const seconds = rootSessionSeconds(input.DurationSeconds);
  return { Credentials: describeCredentials(await newSession(parts, { caller, policies: [], seconds })) };
});
