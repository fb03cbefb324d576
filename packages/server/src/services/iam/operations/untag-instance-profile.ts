import type { UntagInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeProfile } from '../change-profile.ts';
import type { Parts } from '../parts.ts';
import { withoutTags } from '../rules/tags.ts';
import { saveProfile } from '../store/instance-profiles.ts';

export const untagInstanceProfile = operation<UntagInstanceProfileCommand, Parts>(
  'UntagInstanceProfile',
  async (input, parts) => {
    await changeProfile(parts, input.InstanceProfileName, (tx, profile) =>
      saveProfile(tx, { ...profile, tags: withoutTags(profile.tags, input.TagKeys) }),
    );
  },
);
