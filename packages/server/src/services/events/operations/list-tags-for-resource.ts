import type { ListTagsForResourceCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { findTags } from '../find-tags.ts';
import type { Parts } from '../parts.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async (input, parts) => ({ Tags: [...(await findTags(parts, input.ResourceARN))] }),
);
