import type { ListInstanceProfilesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeProfiles } from '../change-profile.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listProfileRows } from '../store/instance-profiles.ts';

export const listInstanceProfiles = operation<ListInstanceProfilesCommand, Parts>(
  'ListInstanceProfiles',
  async (input, parts) => {
    const { rows, page } = await listPage('ListInstanceProfiles', input, {
      load: (part) => listProfileRows(parts.database, part),
      keyOf: (profile) => profile.name,
    });
    return { InstanceProfiles: await describeProfiles(parts, rows), ...page };
  },
);
