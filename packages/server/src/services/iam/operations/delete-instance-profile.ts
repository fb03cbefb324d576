import type { DeleteInstanceProfileCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changeProfile } from '../change-profile.ts';
import { roleIsInProfile } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteProfileRow } from '../store/instance-profiles.ts';

export const deleteInstanceProfile = operation<DeleteInstanceProfileCommand, Parts>(
  'DeleteInstanceProfile',
  async (input, parts) => {
    await changeProfile(parts, input.InstanceProfileName, async (tx, profile) => {
      if (profile.role !== undefined) throw roleIsInProfile();
      await deleteProfileRow(tx, profile.name);
    });
  },
);
