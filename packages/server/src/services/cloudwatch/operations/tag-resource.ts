import type { TagResourceCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { changeTags } from '../change-tags.ts';
import type { Parts } from '../parts.ts';

export const tagResource = operation<TagResourceCommand, Parts>('TagResource', async ({ ResourceARN, Tags }, parts) => {
  const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  await changeTags(parts, ResourceARN, (tags) => ({ ...tags, ...added }));
  return {};
});
