import type { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { checkDocument, checkName, checkUnlinked } from '../check-input.ts';
import { roleNotFound, rolePoliciesTooLarge } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { policySize } from '../rules/policy-document.ts';
import { otherRolePolicies, putRolePolicyRow } from '../store/role-policies.ts';
import { lockRole } from '../store/roles.ts';

/** All inline policies of a role together. */
const LARGEST = 10_240;

export const putRolePolicy = operation<PutRolePolicyCommand, Parts>('PutRolePolicy', async (input, { database }) => {
  checkName('policy', input.PolicyName);
  checkDocument(input.PolicyDocument, 'permissions');
  await database.transaction(async (tx) => {
    const role = await lockRole(tx, input.RoleName);
    if (!role) throw roleNotFound(input.RoleName);
    checkUnlinked(role);
    const documents = [input.PolicyDocument, ...(await otherRolePolicies(tx, role.name, input.PolicyName))];
    const size = documents.reduce((sum, document) => sum + policySize(document), 0);
    if (size > LARGEST) throw rolePoliciesTooLarge(role.name, LARGEST);
    await putRolePolicyRow(tx, { role: role.name, name: input.PolicyName, document: input.PolicyDocument });
  });
});
