import type { UntagResourceCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { changeTags } from '../tags.ts';

export const untagResource = operation<UntagResourceCommand, Parts>(
  'UntagResource',
  async ({ resourceArn, tagKeys }, parts) => {
    await changeTags(parts, resourceArn, (before) => before.filter(({ key }) => !tagKeys.includes(key)));
    return {};
  },
);
