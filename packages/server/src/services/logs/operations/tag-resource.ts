import type { TagResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';
import { groupNameOf } from '../describe.ts';

export const tagResource = operation<TagResourceCommand, ServiceContext>('TagResource', async (input, { database }) => {
  await changeTags(database, groupNameOf({ logGroupIdentifier: input.resourceArn }), { add: input.tags });
});
