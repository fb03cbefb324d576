import type { PutResourcePolicyCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { invalidInput, resourceNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findResourcePolicyProblem } from '../rules/resource-policy.ts';
import { readShareable, shareableExists } from '../shareable.ts';
import { saveResourcePolicy } from '../store/resource-policies.ts';

export const putResourcePolicy = operation<PutResourcePolicyCommand, Parts>(
  'PutResourcePolicy',
  async ({ policy, resourceArn }, parts) => {
    const resource = readShareable(parts, resourceArn);
    if (!resource) throw invalidInput(`Invalid resource ARN: ${resourceArn} is neither a project nor a report group`);
    const problem = findResourcePolicyProblem(policy);
    if (problem) throw invalidInput(`Invalid resource policy: ${problem}`);
    if (!(await shareableExists(parts, resource))) throw resourceNotFound(resourceArn);
    await saveResourcePolicy(parts.database, resourceArn, policy);
    return { resourceArn };
  },
);
