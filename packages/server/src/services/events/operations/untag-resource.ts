import type { UntagResourceCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeTags } from '../change-tags.ts';
import type { Parts } from '../parts.ts';
import { withoutTags } from '../rules/tags.ts';

export const untagResource = operation<UntagResourceCommand, Parts>('UntagResource', async (input, parts) => {
  await changeTags(parts, input.ResourceARN, (present) => withoutTags(present, input.TagKeys));
  return {};
});
