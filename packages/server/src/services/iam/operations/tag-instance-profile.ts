import type { TagInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeProfile } from '../change-profile.ts';
import { checkedTags } from '../check-input.ts';
import type { Parts } from '../parts.ts';
import { saveProfile } from '../store/instance-profiles.ts';

export const tagInstanceProfile = operation<TagInstanceProfileCommand, Parts>(
  'TagInstanceProfile',
  async (input, parts) => {
    await changeProfile(parts, input.InstanceProfileName, (tx, profile) =>
      saveProfile(tx, { ...profile, tags: checkedTags(input.Tags, profile.tags) }),
    );
  },
);
