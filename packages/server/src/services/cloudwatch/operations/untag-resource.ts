import type { UntagResourceCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { changeTags } from '../change-tags.ts';
import type { Parts } from '../parts.ts';

export const untagResource = operation<UntagResourceCommand, Parts>(
  'UntagResource',
  async ({ ResourceARN, TagKeys }, parts) => {
    await changeTags(parts, ResourceARN, (tags) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
    );
    return {};
  },
);
