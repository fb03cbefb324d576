import type { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { groupNameOf } from '../describe.ts';
import { findExistingGroup } from '../find-group.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, ServiceContext>(
  'ListTagsForResource',
  async (input, { database }) => {
    return { tags: (await findExistingGroup(database, groupNameOf({ logGroupIdentifier: input.resourceArn }))).tags };
  },
);
