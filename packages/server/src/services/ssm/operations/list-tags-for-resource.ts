import type { ListTagsForResourceCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { resourceTags } from '../change-tags.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, ServiceContext>(
  'ListTagsForResource',
  async ({ ResourceType, ResourceId }, { database }) => {
    const tags = await resourceTags(database, ResourceType, ResourceId);
    return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
);
