import type { AddTagsToResourceCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeTags } from '../change-tags.ts';

export const addTagsToResource = operation<AddTagsToResourceCommand, ServiceContext>(
  'AddTagsToResource',
  async ({ ResourceType, ResourceId, Tags }, { database }) => {
    const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
    await changeTags(database, { type: ResourceType, name: ResourceId }, (tags) => ({ ...tags, ...added }));
    return {};
  },
);
