import type { CreateInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { checkedPath, checkedTags, checkName } from '../check-input.ts';
import { describeProfile } from '../describe.ts';
import { profileExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { newEntityId } from '../rules/names.ts';
import { type InstanceProfile, insertProfile } from '../store/instance-profiles.ts';

export const createInstanceProfile = operation<CreateInstanceProfileCommand, Parts>(
  'CreateInstanceProfile',
  async (input, { database, account, ids, clock }) => {
    checkName('instanceProfile', input.InstanceProfileName);
    const profile: InstanceProfile = {
      name: input.InstanceProfileName,
      path: checkedPath(input.Path),
      id: newEntityId('instanceProfile', ids),
      role: undefined,
      tags: checkedTags(input.Tags),
      createdAt: clock.now(),
    };
    if (!(await insertProfile(database, profile))) throw profileExists(profile.name);
    const tags = profile.tags.length === 0 ? {} : { Tags: [...profile.tags] };
    return { InstanceProfile: { ...describeProfile(account, profile, undefined), ...tags } };
  },
);
