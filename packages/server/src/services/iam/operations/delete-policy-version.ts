import type { DeletePolicyVersionCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import { versionIsDefault, versionNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readVersionId } from '../rules/managed-policy.ts';
import { deletePolicyVersionRow, findPolicyVersion } from '../store/policy-versions.ts';

export const deletePolicyVersion = operation<DeletePolicyVersionCommand, Parts>(
  'DeletePolicyVersion',
  async (input, parts) => {
    await changePolicy(parts, input.PolicyArn, async (tx, policy) => {
      const number = readVersionId(input.VersionId);
      if (number === undefined || !(await findPolicyVersion(tx, policy.arn, number))) {
        throw versionNotFound(policy.arn, input.VersionId);
      }
      if (number === policy.defaultVersion) throw versionIsDefault();
      await deletePolicyVersionRow(tx, policy.arn, number);
    });
  },
);
