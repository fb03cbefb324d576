import type { ListTagsCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { findExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';

export const listTags = operation<ListTagsCommand, Parts>('ListTags', async ({ Resource }, parts) => {
  const { tags } = await findExisting(parts.database, parts, referenceOf(Resource).name);
  return { Tags: { ...tags } };
});
