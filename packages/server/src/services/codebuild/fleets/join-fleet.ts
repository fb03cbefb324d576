import { releaseInstance, requestInstance } from '@codeyard/compute/instance-pools/build-requests';
import type { Db } from '../../../database/database.ts';
import { fleetUnusable } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { Build } from '../rules/build.ts';
import { isBeingDeleted } from '../rules/fleet/fleet.ts';
import { POOL } from '../rules/fleet/pool-of-fleet.ts';
import { fleetPoolStore } from '../store/fleet-pools.ts';
import { findAllFleets, lockFleet } from '../store/fleets.ts';
import { FLEET_KIND, fleetWorkId } from '../work-kinds.ts';

/** A build asks for a machine of its fleet; throws when that is being deleted by now. */
export async function askForMachine(tx: Db, parts: Parts, { id }: Build, fleet: string): Promise<void> {
  const found = await lockFleet(tx, fleet);
  if (!found || isBeingDeleted(found)) throw fleetUnusable(found?.name ?? fleet, 'is being deleted');
  const order = { id, pool: POOL, attempt: 1 };
  await requestInstance(fleetPoolStore(tx, fleet, true), order, parts.clock.now());
  await lookAtFleet(tx, parts, fleet);
}

/** A build gives its machine back, or wants none any more. */
export async function giveMachineBack(tx: Db, parts: Parts, { id }: Build, fleet: string): Promise<void> {
  await releaseInstance(fleetPoolStore(tx, fleet, true), { id, attempt: 1 }, parts.clock.now());
  await lookAtFleet(tx, parts, fleet);
}

/** Something about a fleet has changed: its worker sees to it. */
export async function lookAtFleet(tx: Db, { queue }: Parts, fleet: string): Promise<void> {
  await queue.enqueue(tx, {
    kind: FLEET_KIND,
    id: fleetWorkId(fleet),
    key: fleetWorkId(fleet),
    payload: { id: fleet },
  });
}

/** Limits may be others since the server ran last. */
export async function lookAtFleets(tx: Db, parts: Parts): Promise<void> {
  for (const { id } of await findAllFleets(tx)) await lookAtFleet(tx, parts, id);
}
