import type { ListPolicyTagsCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingPolicy } from '../change-policy.ts';
import { listTags } from '../list-page.ts';
import type { Parts } from '../parts.ts';

export const listPolicyTags = operation<ListPolicyTagsCommand, Parts>('ListPolicyTags', async (input, parts) => {
  const policy = await existingPolicy(parts, input.PolicyArn);
  const { rows, page } = await listTags(`ListPolicyTags ${policy.arn}`, policy.tags, input);
  return { Tags: rows, ...page };
});
