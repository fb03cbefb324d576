import type { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { taggedAlarm } from '../change-tags.ts';
import type { Parts } from '../parts.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async ({ ResourceARN }, { database }) => {
    const { tags } = await taggedAlarm(database, ResourceARN);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
);
