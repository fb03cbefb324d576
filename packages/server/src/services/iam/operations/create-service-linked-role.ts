import type { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { describeListedRole } from '../describe.ts';
import { invalidInput, roleNameTaken } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { newEntityId } from '../rules/names.ts';
import { isServicePrincipal, serviceLinkedRole } from '../rules/service-linked-role.ts';
import { insertRole, type Role } from '../store/roles.ts';

const SESSION_SECONDS = 3600;

/** Makes the role alone: the policy AWS would attach to it is not known here. */
export const createServiceLinkedRole = operation<CreateServiceLinkedRoleCommand, Parts>(
  'CreateServiceLinkedRole',
  async (input, { database, account, ids, clock }) => {
    const service = input.AWSServiceName;
    if (!isServicePrincipal(service)) throw invalidInput(`Service role ${service} is not valid.`);
    const role: Role = {
      ...serviceLinkedRole(service, input.CustomSuffix),
      id: newEntityId('role', ids),
      description: input.Description,
      maxSessionSeconds: SESSION_SECONDS,
      boundary: undefined,
      tags: [],
      createdAt: clock.now(),
    };
    if (!(await insertRole(database, role))) throw roleNameTaken(role.name);
    return { Role: describeListedRole(account, role) };
  },
);
