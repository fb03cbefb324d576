import type { GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingRole } from '../change-role.ts';
import { rolePolicyNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { encodeDocument } from '../rules/url-encoding.ts';
import { findRolePolicy } from '../store/role-policies.ts';

export const getRolePolicy = operation<GetRolePolicyCommand, Parts>('GetRolePolicy', async (input, parts) => {
  const role = await existingRole(parts, input.RoleName);
  const document = await findRolePolicy(parts.database, role.name, input.PolicyName);
  if (document === undefined) throw rolePolicyNotFound(input.PolicyName);
  return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) };
});
