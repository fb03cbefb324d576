import type { SetDefaultPolicyVersionCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import { versionNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readVersionId } from '../rules/managed-policy.ts';
import { savePolicy } from '../store/policies.ts';
import { findPolicyVersion } from '../store/policy-versions.ts';

export const setDefaultPolicyVersion = operation<SetDefaultPolicyVersionCommand, Parts>(
  'SetDefaultPolicyVersion',
  async (input, parts) => {
    await changePolicy(parts, input.PolicyArn, async (tx, policy) => {
      const number = readVersionId(input.VersionId);
      if (number === undefined || !(await findPolicyVersion(tx, policy.arn, number))) {
        throw versionNotFound(policy.arn, input.VersionId);
      }
      await savePolicy(tx, { ...policy, defaultVersion: number, updatedAt: parts.clock.now() });
    });
  },
);
