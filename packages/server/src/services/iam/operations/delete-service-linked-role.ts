import type { DeleteServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { invalidInput } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { removeRole } from '../remove-role.ts';
import { linkedService } from '../rules/service-linked-role.ts';

/** AWS asks the service first and deletes later; here nothing holds the role, so it is gone at once. */
export const deleteServiceLinkedRole = operation<DeleteServiceLinkedRoleCommand, Parts>(
  'DeleteServiceLinkedRole',
  async (input, parts) => {
    const role = await existingRole(parts, input.RoleName);
    const service = linkedService(role.path);
    if (service === undefined) throw invalidInput(`${role.name} is not a service-linked role.`);
    await parts.database.transaction((tx) => removeRole(tx, role.name));
    return { DeletionTaskId: `task/aws-service-role/${service}/${role.name}/${parts.ids.uuid()}` };
  },
);
