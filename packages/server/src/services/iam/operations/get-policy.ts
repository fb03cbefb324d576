import type { GetPolicyCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { existingPolicy } from '../change-policy.ts';
import { describePolicy } from '../describe.ts';
import type { Parts } from '../parts.ts';

export const getPolicy = operation<GetPolicyCommand, Parts>('GetPolicy', async (input, parts) => ({
  Policy: describePolicy(await existingPolicy(parts, input.PolicyArn)),
}));
