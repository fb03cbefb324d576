import type { GetConnectionStatusCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { lookAtTarget } from '../look-at-target.ts';
import type { Parts } from '../parts.ts';

/** Whether StartSession would find the target. */
export const getConnectionStatus = operation<GetConnectionStatusCommand, Parts>(
  'GetConnectionStatus',
  async ({ Target }, parts) => {
    const isThere = await lookAtTarget(parts, Target, parts.request.caller);
    return { Target, Status: isThere ? ('connected' as const) : ('notconnected' as const) };
  },
);
