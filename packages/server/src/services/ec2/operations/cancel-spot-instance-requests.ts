import type { CancelSpotInstanceRequestsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, spotRequestNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { spotRequests } from '../store/spot-requests.ts';

/** The instances of cancelled requests stay. */
export const cancelSpotInstanceRequests = operation<CancelSpotInstanceRequestsCommand, Parts>(
  'CancelSpotInstanceRequests',
  async (input, { database }) =>
    await database.transaction(async (tx) => {
      const cancelled = [];
      for (const id of input.SpotInstanceRequestIds) {
        const request = await spotRequests.find(tx, id);
        if (!request) throw spotRequestNotFound(id);
        if (request.state === 'active') await spotRequests.save(tx, { ...request, state: 'cancelled' });
        cancelled.push({ SpotInstanceRequestId: id, State: 'cancelled' as const });
      }
      if (input.DryRun) throw dryRun();
      return { CancelledSpotInstanceRequests: cancelled };
    }),
);
