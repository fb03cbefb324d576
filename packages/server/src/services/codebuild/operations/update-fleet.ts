import type { UpdateFleetCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readFleet } from '../arns.ts';
import { fleetNotFound, invalidFleetArn, invalidInput } from '../errors.ts';
import { lookAtFleet } from '../fleets/join-fleet.ts';
import type { Parts } from '../parts.ts';
import { findFleetProblem } from '../rules/fleet/check-fleet.ts';
import { describeFleet } from '../rules/fleet/describe-fleet.ts';
import { changeFleet, isBeingDeleted } from '../rules/fleet/fleet.ts';
import { statusAfterChange } from '../rules/fleet/fleet-status.ts';
import { fleetPoolStore } from '../store/fleet-pools.ts';
import { lockFleet, saveFleet } from '../store/fleets.ts';

/** Changes what is given; machines that are no longer what the fleet is made of end after their builds. */
export const updateFleet = operation<UpdateFleetCommand, Parts>('UpdateFleet', async ({ arn, ...change }, parts) => {
  const { id } = readFleet(parts, arn) ?? {};
  if (!id) throw invalidFleetArn(arn);
  return await parts.database.transaction(async (tx) => {
    const before = await lockFleet(tx, id);
    if (!before) throw fleetNotFound(arn);
    if (isBeingDeleted(before)) throw invalidInput(`Invalid fleet: ${arn} is being deleted`);
    const settings = changeFleet(before.settings, change);
    const problem = findFleetProblem(settings);
    if (problem) throw invalidInput(problem);
    const status = statusAfterChange(before, settings);
    const fleet = { ...before, settings, status, lastModifiedAt: parts.clock.now() };
    await saveFleet(tx, fleet);
    await lookAtFleet(tx, parts, id);
    const { state } = await fleetPoolStore(tx, id, true).load();
    return { fleet: describeFleet(fleet, state, parts) };
  });
});
