import type { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { operation } from '../../../gateway/operation.ts';
import { unknownAccessKey } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { hasSession } from '../store.ts';

/** AWS reads the account out of any key of its own; here the caller's key and those of sessions are known. */
export const getAccessKeyInfo = operation<GetAccessKeyInfoCommand, Parts>('GetAccessKeyInfo', async (input, parts) => {
  const { database, account, request } = parts;
  const known = input.AccessKeyId === request.caller.accessKeyId || (await hasSession(database, input.AccessKeyId));
  if (!known) throw unknownAccessKey(input.AccessKeyId);
  return { Account: account };
});
