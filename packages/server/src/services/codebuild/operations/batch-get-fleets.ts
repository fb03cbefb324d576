import type { BatchGetFleetsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { findFleetBy } from '../fleets/find-fleet-of.ts';
import type { Parts } from '../parts.ts';
import { describeFleet } from '../rules/fleet/describe-fleet.ts';
import { fleetPoolStore } from '../store/fleet-pools.ts';

/** By name or ARN. */
export const batchGetFleets = operation<BatchGetFleetsCommand, Parts>('BatchGetFleets', async ({ names }, parts) => {
  const { database } = parts;
  const found = await Promise.all(
    names.map(async (name) => {
      const fleet = await findFleetBy(database, parts, name);
      if (!fleet) return undefined;
      const { state } = await fleetPoolStore(database, fleet.id).load();
      return describeFleet(fleet, state, parts);
    }),
  );
  return {
    fleets: found.flatMap((fleet) => fleet ?? []),
    fleetsNotFound: names.filter((_name, index) => found[index] === undefined),
  };
});
