import type { ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listAttachedPolicies } from '../store/attachments.ts';

export const listAttachedRolePolicies = operation<ListAttachedRolePoliciesCommand, Parts>(
  'ListAttachedRolePolicies',
  async (input, parts) => {
    const role = await existingRole(parts, input.RoleName);
    const { rows, page } = await listPage(`ListAttachedRolePolicies ${role.name}`, input, {
      load: (part) => listAttachedPolicies(parts.database, role.name, part),
      keyOf: (policy) => policy.arn,
    });
    return { AttachedPolicies: rows.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...page };
  },
);
