import type { ListPoliciesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeListedPolicy } from '../describe.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listPolicyRows } from '../store/policies.ts';

/** Of the policies AWS manages, lists those that were ever attached here. */
export const listPolicies = operation<ListPoliciesCommand, Parts>('ListPolicies', async (input, { database }) => {
  const filter = {
    scope: input.Scope ?? 'All',
    onlyAttached: input.OnlyAttached ?? false,
    usage: input.PolicyUsageFilter,
  } as const;
  const { rows, page } = await listPage(`ListPolicies ${Object.values(filter).join(' ')}`, input, {
    load: (part) => listPolicyRows(database, part, filter),
    keyOf: (policy) => policy.arn,
  });
  return { Policies: rows.map(describeListedPolicy), ...page };
});
