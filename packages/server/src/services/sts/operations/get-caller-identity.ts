import type { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { operation } from '../../../gateway/operation.ts';
import { parseArn } from '../../../platform/arn.ts';
import type { Parts } from '../parts.ts';

/** A role of another account may be assumed when trust is only recorded; its sessions belong to that account. */
export const getCallerIdentity = operation<GetCallerIdentityCommand, Parts>(
  'GetCallerIdentity',
  async (_, { account, request: { caller } }) => ({
    UserId: caller.userId,
    Account: parseArn(caller.arn)?.account ?? account,
    Arn: caller.arn,
  }),
);
