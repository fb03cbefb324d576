import type { CreateFleetCommand } from '@aws-sdk/client-codebuild';
import { EMPTY_POOL_STATE } from '@codeyard/engine/instance-pools/pool-state';
import { operation } from '../../../gateway/operation.ts';
import { fleetExists, invalidInput } from '../errors.ts';
import { lookAtFleet } from '../fleets/join-fleet.ts';
import type { Parts } from '../parts.ts';
import { findFleetProblem } from '../rules/fleet/check-fleet.ts';
import { describeFleet } from '../rules/fleet/describe-fleet.ts';
import { canBeHad, type Fleet } from '../rules/fleet/fleet.ts';
import { insertFleet } from '../store/fleets.ts';

/** Answers at once; its machines come afterwards, and with them the state ACTIVE. */
export const createFleet = operation<CreateFleetCommand, Parts>('CreateFleet', async ({ name, ...settings }, parts) => {
  const problem = findFleetProblem(settings);
  if (problem) throw invalidInput(problem);
  const now = parts.clock.now();
  const fleet: Fleet = {
    ...{ id: parts.ids.uuid(), name, createdAt: now, lastModifiedAt: now, settings },
    status: canBeHad(settings) ? 'CREATING' : 'CREATE_FAILED',
  };
  await parts.database.transaction(async (tx) => {
    if (!(await insertFleet(tx, fleet))) throw fleetExists(name);
    await lookAtFleet(tx, parts, fleet.id);
  });
  return { fleet: describeFleet(fleet, EMPTY_POOL_STATE, parts) };
});
