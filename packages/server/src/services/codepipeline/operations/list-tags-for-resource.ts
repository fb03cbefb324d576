import type { ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { tagsOf } from '../tags.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async ({ resourceArn }, parts) => {
    const tags = await tagsOf(parts, resourceArn);
    return { tags: [...tags].sort((a, b) => (a.key < b.key ? -1 : 1)) };
  },
);
