import type { GetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { liveStack } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getStackPolicy = operation<GetStackPolicyCommand, Parts>('GetStackPolicy', async (input, { database }) => {
  const { policy } = (await liveStack(database, input.StackName)).document;
  return policy === undefined ? {} : { StackPolicyBody: policy };
});
