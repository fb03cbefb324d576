import type { RemoveTagsFromResourceCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';

export const removeTagsFromResource = operation<RemoveTagsFromResourceCommand, ServiceContext>(
  'RemoveTagsFromResource',
  async ({ ResourceType, ResourceId, TagKeys }, { database }) => {
    const kept = (tags: object) => Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key)));
    await changeTags(database, { type: ResourceType, name: ResourceId }, kept);
    return {};
  },
);
