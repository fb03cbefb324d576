import type { ListTagsLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { findExistingGroup } from '../find-group.ts';

export const listTagsLogGroup = operation<ListTagsLogGroupCommand, ServiceContext>(
  'ListTagsLogGroup',
  async (input, { database }) => {
    return { tags: (await findExistingGroup(database, input.logGroupName)).tags };
  },
);
