import type { ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';

export const listTagsOfResource = operation<ListTagsOfResourceCommand, Parts>(
  'ListTagsOfResource',
  async ({ ResourceArn }, { database }) => {
    const { tags } = await existingTable(database, ResourceArn);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
);
