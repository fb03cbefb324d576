import type { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { countProfiles } from '../store/instance-profiles.ts';
import { countPolicies } from '../store/policies.ts';
import { countRoles } from '../store/roles.ts';

/** Counts of what there is; quotas that nothing here enforces are left out. */
export const getAccountSummary = operation<GetAccountSummaryCommand, Parts>(
  'GetAccountSummary',
  async (_, { database }) => {
    const { policies, versions } = await countPolicies(database);
    const SummaryMap = {
      Users: 0,
      Groups: 0,
      Roles: await countRoles(database),
      Policies: policies,
      PolicyVersionsInUse: versions,
      InstanceProfiles: await countProfiles(database),
      AccountMFAEnabled: 0,
      MFADevices: 0,
    };
    return { SummaryMap };
  },
);
