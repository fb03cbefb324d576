import type { GetResourcePolicyCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { invalidInput, policyNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readShareable } from '../shareable.ts';
import { findResourcePolicy } from '../store/resource-policies.ts';

export const getResourcePolicy = operation<GetResourcePolicyCommand, Parts>(
  'GetResourcePolicy',
  async ({ resourceArn }, parts) => {
    if (!readShareable(parts, resourceArn))
      throw invalidInput(`Invalid resource ARN: ${resourceArn} is neither a project nor a report group`);
    const policy = await findResourcePolicy(parts.database, resourceArn);
    if (policy === undefined) throw policyNotFound(resourceArn);
    return { policy };
  },
);
