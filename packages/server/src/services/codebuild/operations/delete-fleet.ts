import type { DeleteFleetCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readFleet } from '../arns.ts';
import { invalidFleetArn } from '../errors.ts';
import { lookAtFleet } from '../fleets/join-fleet.ts';
import type { Parts } from '../parts.ts';
import { isBeingDeleted } from '../rules/fleet/fleet.ts';
import { lockFleet, saveFleet } from '../store/fleets.ts';

/** Builds that run on it end as they would have; those that wait for it fail. Deleting what is absent succeeds. */
export const deleteFleet = operation<DeleteFleetCommand, Parts>('DeleteFleet', async ({ arn }, parts) => {
  const { id } = readFleet(parts, arn) ?? {};
  if (!id) throw invalidFleetArn(arn);
  await parts.database.transaction(async (tx) => {
    const fleet = await lockFleet(tx, id);
    if (!fleet || isBeingDeleted(fleet)) return;
    await saveFleet(tx, { ...fleet, status: 'PENDING_DELETION' });
    await lookAtFleet(tx, parts, id);
  });
  return {};
});
