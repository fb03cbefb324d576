import type { DeleteFleetsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { changeInstance } from '../change-instance.ts';
import { dryRun } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { terminate } from '../rules/change-state.ts';
import { fleets } from '../store/fleets.ts';
import { lockInstance } from '../store/instances.ts';

/** An instant fleet goes with its instances. */
export const deleteFleets = operation<DeleteFleetsCommand, Parts>('DeleteFleets', async (input, parts) =>
  parts.database.transaction(async (tx) => {
    const SuccessfulFleetDeletions = [];
    const UnsuccessfulFleetDeletions = [];
    for (const FleetId of input.FleetIds) {
      const fleet = await fleets.find(tx, FleetId);
      if (!fleet) {
        const problem = { Code: 'fleetIdDoesNotExist' as const, Message: `The fleet ID '${FleetId}' does not exist` };
        UnsuccessfulFleetDeletions.push({ FleetId, Error: problem });
        continue;
      }
      for (const id of fleet.launches.flatMap(({ instanceIds }) => instanceIds)) {
        const instance = await lockInstance(tx, id);
        if (instance) await changeInstance(tx, parts, instance, terminate(instance, parts.clock.now()));
      }
      const state = 'deleted_terminating';
      await fleets.save(tx, { ...fleet, state });
      SuccessfulFleetDeletions.push({ FleetId, CurrentFleetState: state, PreviousFleetState: fleet.state } as const);
    }
    if (input.DryRun) throw dryRun();
    return { SuccessfulFleetDeletions, UnsuccessfulFleetDeletions };
  }),
);
