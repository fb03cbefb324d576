import type { TagLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';

export const tagLogGroup = operation<TagLogGroupCommand, ServiceContext>('TagLogGroup', async (input, { database }) => {
  await changeTags(database, input.logGroupName, { add: input.tags });
});
