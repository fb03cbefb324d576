import type { ListInstanceProfilesForRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeProfiles } from '../change-profile.ts';
import { existingRole } from '../change-role.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listProfileRows } from '../store/instance-profiles.ts';

export const listInstanceProfilesForRole = operation<ListInstanceProfilesForRoleCommand, Parts>(
  'ListInstanceProfilesForRole',
  async (input, parts) => {
    const role = await existingRole(parts, input.RoleName);
    const { rows, page } = await listPage(`ListInstanceProfilesForRole ${role.name}`, input, {
      load: (part) => listProfileRows(parts.database, part, role.name),
      keyOf: (profile) => profile.name,
    });
    return { InstanceProfiles: await describeProfiles(parts, rows), ...page };
  },
);
