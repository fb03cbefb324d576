import type { ListInstanceProfileTagsCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingProfile } from '../change-profile.ts';
import { listTags } from '../list-page.ts';
import type { Parts } from '../parts.ts';

export const listInstanceProfileTags = operation<ListInstanceProfileTagsCommand, Parts>(
  'ListInstanceProfileTags',
  async (input, parts) => {
    const profile = await existingProfile(parts, input.InstanceProfileName);
    const { rows, page } = await listTags(`ListInstanceProfileTags ${profile.name}`, profile.tags, input);
    return { Tags: rows, ...page };
  },
);
