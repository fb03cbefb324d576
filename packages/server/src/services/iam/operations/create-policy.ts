import type { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { checkedPath, checkedTags, checkManagedPolicy, checkName } from '../check-input.ts';
import { describePolicy } from '../describe.ts';
import { policyExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { policyArn } from '../rules/arns.ts';
import { newEntityId } from '../rules/names.ts';
import { insertPolicy, type Policy } from '../store/policies.ts';
import { insertPolicyVersion } from '../store/policy-versions.ts';

export const createPolicy = operation<CreatePolicyCommand, Parts>(
  'CreatePolicy',
  async (input, { database, account, ids, clock }) => {
    checkName('policy', input.PolicyName);
    checkManagedPolicy(input.PolicyDocument);
    const path = checkedPath(input.Path);
    const createdAt = clock.now();
    const policy: Policy = {
      arn: policyArn(account, { path, name: input.PolicyName }),
      name: input.PolicyName,
      path,
      id: newEntityId('policy', ids),
      awsManaged: false,
      description: input.Description,
      defaultVersion: 1,
      lastVersion: 1,
      tags: checkedTags(input.Tags),
      createdAt,
      updatedAt: createdAt,
    };
    await database.transaction(async (tx) => {
      if (!(await insertPolicy(tx, policy))) throw policyExists(policy.name);
      const version = { policy: policy.arn, number: 1, document: input.PolicyDocument, createdAt };
      await insertPolicyVersion(tx, version);
    });
    return { Policy: describePolicy({ ...policy, attachments: 0, boundaries: 0 }) };
  },
);
