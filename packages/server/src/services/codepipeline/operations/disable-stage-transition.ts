import type { DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { setTransition } from '../set-transition.ts';

export const disableStageTransition = operation<DisableStageTransitionCommand, Parts>(
  'DisableStageTransition',
  async ({ reason, ...place }, parts) => {
    const { clock, request } = parts;
    await setTransition(parts, place, {
      enabled: false,
      reason,
      changedBy: request.caller.arn,
      changedAt: clock.now(),
    });
  },
);
