import type { UntagPolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import type { Parts } from '../parts.ts';
import { withoutTags } from '../rules/tags.ts';
import { savePolicy } from '../store/policies.ts';

export const untagPolicy = operation<UntagPolicyCommand, Parts>('UntagPolicy', async (input, parts) => {
  await changePolicy(parts, input.PolicyArn, (tx, policy) =>
    savePolicy(tx, { ...policy, tags: withoutTags(policy.tags, input.TagKeys) }),
  );
});
