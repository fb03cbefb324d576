import type { StartInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { changeStates } from '../change-states.ts';
import type { Parts } from '../parts.ts';
import { start } from '../rules/change-state.ts';

export const startInstances = operation<StartInstancesCommand, Parts>('StartInstances', async (input, parts) => ({
  StartingInstances: await changeStates(parts, input, start),
}));
