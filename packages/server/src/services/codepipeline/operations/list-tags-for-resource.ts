import type { ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { taggedPipeline } from '../tags.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async ({ resourceArn }, parts) => {
    const { tags } = await taggedPipeline(parts, resourceArn);
    return { tags: [...tags].sort((a, b) => (a.key < b.key ? -1 : 1)) };
  },
);
