import type { TagResourceCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeTags } from '../change-tags.ts';
import { tooManyTags } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { withTags } from '../rules/tags.ts';

export const tagResource = operation<TagResourceCommand, Parts>('TagResource', async (input, parts) => {
  await changeTags(parts, input.ResourceARN, (present) => {
    const tags = withTags(present, input.Tags);
    if (!tags) throw tooManyTags();
    return tags;
  });
  return {};
});
