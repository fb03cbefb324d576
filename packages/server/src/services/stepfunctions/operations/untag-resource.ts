import type { UntagResourceCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { changeTags } from '../tags.ts';

export const untagResource = operation<UntagResourceCommand, Parts>(
  'UntagResource',
  async ({ resourceArn, tagKeys }, { database }) => {
    const without = (tags: object) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !tagKeys.includes(key)));
    await database.transaction((tx) => changeTags(tx, resourceArn, without));
    return {};
  },
);
