import type { UntagLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';

export const untagLogGroup = operation<UntagLogGroupCommand, ServiceContext>(
  'UntagLogGroup',
  async (input, { database }) => {
    await changeTags(database, input.logGroupName, { remove: input.tags });
  },
);
