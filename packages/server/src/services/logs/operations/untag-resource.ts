import type { UntagResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';
import { groupNameOf } from '../describe.ts';

export const untagResource = operation<UntagResourceCommand, ServiceContext>(
  'UntagResource',
  async (input, { database }) => {
    await changeTags(database, groupNameOf({ logGroupIdentifier: input.resourceArn }), { remove: input.tagKeys });
  },
);
