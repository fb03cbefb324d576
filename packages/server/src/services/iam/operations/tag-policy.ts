import type { TagPolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import { checkedTags } from '../check-input.ts';
import type { Parts } from '../parts.ts';
import { savePolicy } from '../store/policies.ts';

export const tagPolicy = operation<TagPolicyCommand, Parts>('TagPolicy', async (input, parts) => {
  await changePolicy(parts, input.PolicyArn, (tx, policy) =>
    savePolicy(tx, { ...policy, tags: checkedTags(input.Tags, policy.tags) }),
  );
});
