import type { RemoveRoleFromInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeProfile } from '../change-profile.ts';
import { roleNotInProfile } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { saveProfile } from '../store/instance-profiles.ts';

export const removeRoleFromInstanceProfile = operation<RemoveRoleFromInstanceProfileCommand, Parts>(
  'RemoveRoleFromInstanceProfile',
  async (input, parts) => {
    await changeProfile(parts, input.InstanceProfileName, async (tx, profile) => {
      if (profile.role !== input.RoleName) throw roleNotInProfile(input.RoleName, profile.name);
      await saveProfile(tx, { ...profile, role: undefined });
    });
  },
);
