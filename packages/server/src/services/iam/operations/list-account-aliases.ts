import type { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';

/** An account here has no alias. */
export const listAccountAliases = operation<ListAccountAliasesCommand, Parts>('ListAccountAliases', async () => ({
  AccountAliases: [],
  IsTruncated: false,
}));
