import type { CreateRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { lockAttachablePolicy } from '../change-policy.ts';
import { checkedPath, checkedTags, checkName, checkTrustPolicy } from '../check-input.ts';
import { describeRole } from '../describe.ts';
import { roleExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { newEntityId } from '../rules/names.ts';
import { insertRole, type Role } from '../store/roles.ts';

const DEFAULT_SESSION_SECONDS = 3600;

export const createRole = operation<CreateRoleCommand, Parts>('CreateRole', async (input, parts) => {
  const { database, account, ids, clock } = parts;
  checkName('role', input.RoleName);
  checkTrustPolicy(input.AssumeRolePolicyDocument);
  const role: Role = {
    name: input.RoleName,
    path: checkedPath(input.Path),
    id: newEntityId('role', ids),
    trustPolicy: input.AssumeRolePolicyDocument,
    description: input.Description,
    maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
    boundary: input.PermissionsBoundary,
    tags: checkedTags(input.Tags),
    createdAt: clock.now(),
  };
  await database.transaction(async (tx) => {
    if (role.boundary !== undefined) await lockAttachablePolicy(tx, parts, role.boundary);
    if (!(await insertRole(tx, role))) throw roleExists(role.name);
  });
  const { RoleLastUsed: _, ...described } = describeRole(account, role);
  return { Role: described };
});
