import type { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { changeStates } from '../change-states.ts';
import type { Parts } from '../parts.ts';
import { terminate } from '../rules/change-state.ts';

export const terminateInstances = operation<TerminateInstancesCommand, Parts>(
  'TerminateInstances',
  async (input, parts) => ({
    TerminatingInstances: await changeStates(parts, input, terminate),
  }),
);
