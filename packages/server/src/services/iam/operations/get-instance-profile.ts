import type { GetInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeWithRole, existingProfile } from '../change-profile.ts';
import type { Parts } from '../parts.ts';

export const getInstanceProfile = operation<GetInstanceProfileCommand, Parts>(
  'GetInstanceProfile',
  async (input, parts) => {
    const profile = await existingProfile(parts, input.InstanceProfileName);
    const tags = profile.tags.length === 0 ? {} : { Tags: [...profile.tags] };
    return { InstanceProfile: { ...(await describeWithRole(parts, profile)), ...tags } };
  },
);
