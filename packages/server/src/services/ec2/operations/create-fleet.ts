import type { CreateFleetCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeLaunchErrors, describeLaunches } from '../describe-fleet.ts';
import { dryRun, fleetTypeNotHere } from '../errors.ts';
import { launchFleet, readFleetPlan } from '../launch-fleet.ts';
import type { Parts } from '../parts.ts';
import { fleets } from '../store/fleets.ts';

/** Only instant fleets: what can be launched is launched once, at once, and what cannot is told of. */
export const createFleet = operation<CreateFleetCommand, Parts>('CreateFleet', async (input, parts) => {
  if (input.Type !== 'instant') throw fleetTypeNotHere(input.Type ?? 'maintain');
  const plan = await readFleetPlan(parts, input);
  if (input.DryRun) throw dryRun();
  const token = input.ClientToken;
  const known = token
    ? (await fleets.list(parts.database)).find(({ clientToken }) => clientToken === token)
    : undefined;
  const fleet = known ?? (await launchFleet(parts, plan, input));
  return { FleetId: fleet.id, Errors: describeLaunchErrors(fleet), Instances: describeLaunches(fleet) };
});
