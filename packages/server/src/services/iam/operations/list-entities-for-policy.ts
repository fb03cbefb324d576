import type { ListEntitiesForPolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingPolicy } from '../change-policy.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listRolesOfPolicy } from '../store/attachments.ts';

const USES = { PermissionsPolicy: 'attached', PermissionsBoundary: 'boundary' } as const;
const ROLE_FILTERS = new Set([undefined, 'Role']);

/** There are no users and groups here, so only roles can have a policy. */
export const listEntitiesForPolicy = operation<ListEntitiesForPolicyCommand, Parts>(
  'ListEntitiesForPolicy',
  async (input, parts) => {
    const policy = await existingPolicy(parts, input.PolicyArn);
    const use = input.PolicyUsageFilter ? USES[input.PolicyUsageFilter] : 'any';
    const wanted = ROLE_FILTERS.has(input.EntityFilter);
    const { rows, page } = await listPage(`ListEntitiesForPolicy ${policy.arn} ${use}`, input, {
      load: async (part) => (wanted ? await listRolesOfPolicy(parts.database, policy.arn, { ...part, use }) : []),
      keyOf: (role) => role.name,
    });
    const PolicyRoles = rows.map((role) => ({ RoleName: role.name, RoleId: role.id }));
    return { PolicyGroups: [], PolicyUsers: [], PolicyRoles, ...page };
  },
);
