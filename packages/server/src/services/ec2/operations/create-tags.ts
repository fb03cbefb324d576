import type { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, tooManyTags } from '../errors.ts';
import { existingResource } from '../existing-resource.ts';
import type { Parts } from '../parts.ts';
import { putTags, tagsOf } from '../store/tags.ts';

const MOST_TAGS = 50;

export const createTags = operation<CreateTagsCommand, Parts>('CreateTags', async (input, parts) => {
  const added = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  await parts.database.transaction(async (tx) => {
    for (const resource of input.Resources) {
      await existingResource(tx, resource);
      const tags = { ...(await tagsOf(tx, [resource]))(resource), ...added };
      if (Object.keys(tags).length > MOST_TAGS) throw tooManyTags(resource);
      await putTags(tx, resource, added);
    }
    if (input.DryRun) throw dryRun();
  });
});
