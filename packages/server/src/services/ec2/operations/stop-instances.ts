import type { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { changeStates } from '../change-states.ts';
import type { Parts } from '../parts.ts';
import { stop } from '../rules/change-state.ts';

export const stopInstances = operation<StopInstancesCommand, Parts>('StopInstances', async (input, parts) => ({
  StoppingInstances: await changeStates(parts, input, (instance, now) =>
    stop(instance, { hibernate: input.Hibernate ?? false, now }),
  ),
}));
