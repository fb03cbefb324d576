import type { AddRoleToInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeProfile } from '../change-profile.ts';
import { roleNotFound, tooLarge } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { saveProfile } from '../store/instance-profiles.ts';
import { lockRole } from '../store/roles.ts';

/** An instance profile holds one role. */
export const addRoleToInstanceProfile = operation<AddRoleToInstanceProfileCommand, Parts>(
  'AddRoleToInstanceProfile',
  async (input, parts) => {
    await changeProfile(parts, input.InstanceProfileName, async (tx, profile) => {
      const role = await lockRole(tx, input.RoleName);
      if (!role) throw roleNotFound(input.RoleName);
      if (profile.role !== undefined) throw tooLarge('InstanceSessionsPerInstanceProfile', 1);
      await saveProfile(tx, { ...profile, role: role.name });
    });
  },
);
