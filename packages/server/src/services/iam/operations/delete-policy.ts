import type { DeletePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import { policyHasVersions, policyIsAttached } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deletePolicyRow, findPolicy } from '../store/policies.ts';
import { deletePolicyVersionRow, listPolicyVersionRows } from '../store/policy-versions.ts';

export const deletePolicy = operation<DeletePolicyCommand, Parts>('DeletePolicy', async (input, parts) => {
  await changePolicy(parts, input.PolicyArn, async (tx, { arn }) => {
    const policy = await findPolicy(tx, arn);
    if (policy && policy.attachments + policy.boundaries > 0) throw policyIsAttached();
    const versions = await listPolicyVersionRows(tx, arn);
    if (versions.length > 1) throw policyHasVersions();
    for (const version of versions) await deletePolicyVersionRow(tx, arn, version.number);
    await deletePolicyRow(tx, arn);
  });
});
