import type { ListTagsForResourceCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { changeTags, listOf } from '../tags.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async ({ resourceArn }, { database }) => ({
    tags: listOf(await database.transaction((tx) => changeTags(tx, resourceArn, (tags) => tags))),
  }),
);
