import type { CreatePolicyVersionCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { changePolicy } from '../change-policy.ts';
import { checkManagedPolicy } from '../check-input.ts';
import { describeVersion } from '../describe.ts';
import { tooManyVersions } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { MOST_VERSIONS } from '../rules/managed-policy.ts';
import { savePolicy } from '../store/policies.ts';
import { insertPolicyVersion, listPolicyVersionRows } from '../store/policy-versions.ts';

/** Numbers of deleted versions are not given again. */
export const createPolicyVersion = operation<CreatePolicyVersionCommand, Parts>(
  'CreatePolicyVersion',
  async (input, parts) => {
    checkManagedPolicy(input.PolicyDocument);
    return await changePolicy(parts, input.PolicyArn, async (tx, policy) => {
      const present = await listPolicyVersionRows(tx, policy.arn);
      if (present.length >= MOST_VERSIONS) throw tooManyVersions(MOST_VERSIONS);
      const now = parts.clock.now();
      const number = policy.lastVersion + 1;
      const version = { policy: policy.arn, number, document: input.PolicyDocument, createdAt: now };
      const defaultVersion = input.SetAsDefault ? number : policy.defaultVersion;
      await insertPolicyVersion(tx, version);
      await savePolicy(tx, { ...policy, lastVersion: number, defaultVersion, updatedAt: now });
      return { PolicyVersion: describeVersion(version, defaultVersion) };
    });
  },
);
