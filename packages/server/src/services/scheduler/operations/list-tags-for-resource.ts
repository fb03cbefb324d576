import type { ListTagsForResourceCommand } from '@aws-sdk/client-scheduler';
import { operation } from '../../../gateway/operation.ts';
import { taggedGroup } from '../change-tags.ts';
import type { Parts } from '../parts.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async ({ ResourceArn }, { database }) => {
    const { tags } = await taggedGroup(database, ResourceArn);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
);
