import type { TagResourceCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { changeTags, tagsOf } from '../tags.ts';

export const tagResource = operation<TagResourceCommand, Parts>(
  'TagResource',
  async ({ resourceArn, tags }, { database }) => {
    await database.transaction((tx) => changeTags(tx, resourceArn, (before) => ({ ...before, ...tagsOf(tags) })));
    return {};
  },
);
