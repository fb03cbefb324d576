import type { TagResourceCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { changeTags } from '../tags.ts';

export const tagResource = operation<TagResourceCommand, Parts>('TagResource', async ({ resourceArn, tags }, parts) => {
  await changeTags(parts, resourceArn, (before) => [
    ...before.filter(({ key }) => !tags.some((tag) => tag.key === key)),
    ...tags.map(({ key, value }) => ({ key, value })),
  ]);
  return {};
});
