import type { DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteTag, deleteTags } from '../store/tags.ts';

/** Without tags, all of a resource's go; a tag with a value goes only when that is its value. */
export const deleteTagsOperation = operation<DeleteTagsCommand, Parts>('DeleteTags', async (input, { database }) => {
  await database.transaction(async (tx) => {
    for (const resource of input.Resources) {
      if (!input.Tags?.length) await deleteTags(tx, resource);
      for (const { Key, Value } of input.Tags ?? []) await deleteTag(tx, resource, Key ?? '', Value);
    }
    if (input.DryRun) throw dryRun();
  });
});
