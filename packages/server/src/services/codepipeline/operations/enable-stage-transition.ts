import type { EnableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { setTransition } from '../set-transition.ts';

export const enableStageTransition = operation<EnableStageTransitionCommand, Parts>(
  'EnableStageTransition',
  async (place, parts) => {
    const { clock, request } = parts;
    await setTransition(parts, place, { enabled: true, changedBy: request.caller.arn, changedAt: clock.now() });
  },
);
