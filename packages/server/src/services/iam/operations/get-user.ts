import type { GetUserCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { mustSayUser, userNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** There are no users here: only the account's root can ask who it is. AWS leaves its name and path out as well. */
export const getUser = operation<GetUserCommand, Parts>('GetUser', async (input, { account, request: { caller } }) => {
  if (input.UserName !== undefined) throw userNotFound(input.UserName);
  if (caller.kind !== 'root') throw mustSayUser();
  const unknown = { Path: undefined, UserName: undefined, CreateDate: undefined };
  return { User: { ...unknown, UserId: account, Arn: `arn:aws:iam::${account}:root` } };
});
