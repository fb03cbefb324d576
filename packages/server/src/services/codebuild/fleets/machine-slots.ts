import type { InstanceApi } from '@codeyard/compute/instance-pools/instance-api';
import type { Refusal } from '@codeyard/engine/instance-pools/effect';
import { type SeenInstance, TAGS } from '@codeyard/engine/instance-pools/observed';
import type { PoolLaunch } from '@codeyard/engine/instance-pools/pool-state';
import type { Db } from '../../../database/database.ts';
import { orderAdmission } from '../enter-queue.ts';
import type { Parts } from '../parts.ts';
import type { ComputeSize } from '../rules/compute-size.ts';
import type { Fleet } from '../rules/fleet/fleet.ts';
import { POOL, sizeOfType, typeOfSize } from '../rules/fleet/pool-of-fleet.ts';
import { both, roomFor } from '../rules/queue/capacity.ts';
import {
  endMachines,
  type FleetMachine,
  findMachines,
  findMachinesOfLaunch,
  forgetMachines,
  insertMachine,
  sumOfMachines,
} from '../store/fleet-machines.ts';
import { findTaken, lockCapacity } from '../store/queue.ts';

/** The scheduler has seen the end of a machine after so long. */
const SEEN_MS = 10 * 60_000;

/**
 * What the scheduler of instance pools takes for EC2: machines of a fleet are slots, so much of this machine's capacity each, kept for the
 * fleet's builds while they idle. They are there at once, and end at once.
 */
export function machineSlots(parts: Parts, fleet: Fleet): InstanceApi {
  const see = async () => {
    await forgetMachines(parts.database, fleet.id, parts.clock.now() - SEEN_MS);
    return (await findMachines(parts.database, fleet.id)).map((machine) => seenInstance(fleet, machine));
  };
  return {
    launch: (launch) => parts.database.transaction((tx) => launchSlots(tx, parts, fleet, launch)),
    instances: see,
    look: async (ids) => (await see()).filter(({ instanceId }) => ids.includes(instanceId)),
    spotRequests: async () => [],
    managed: async (ids) => Object.fromEntries(ids.map((id) => [id, undefined])),
    start: async (ids) => refuseAll(ids),
    stop: async (ids) => refuseAll(ids),
    terminate: async (ids) => {
      await parts.database.transaction(async (tx) => {
        await endMachines(tx, ids, parts.clock.now());
        await orderAdmission(tx, parts);
      });
      return new Map(ids.map((id) => [id, undefined]));
    },
    cancelSpotRequests: async () => new Map(),
    clean: async () => NOT_OF_SLOTS,
    cleanings: async () => ({}),
    isBusy: async () => false,
    consoleOutput: async () => undefined,
  };
}

async function launchSlots(tx: Db, parts: Parts, fleet: Fleet, { token, type, version, count }: PoolLaunch) {
  const before = await findMachinesOfLaunch(tx, fleet.id, token);
  if (before.length > 0) return before.map(launched);
  const size = sizeOfType(type);
  const fitting = Math.min(count, await countFitting(tx, parts, size));
  if (fitting === 0) return NO_CAPACITY;
  const machines = Array.from({ length: fitting }, (_, place): FleetMachine => {
    return { id: parts.ids.uuid(), fleet: fleet.id, token, place, version, size, launchedAt: parts.clock.now() };
  });
  for (const machine of machines) await insertMachine(tx, machine);
  return machines.map(launched);
}

const NO_CAPACITY: Refusal = {
  kind: 'no-capacity',
  code: 'InsufficientInstanceCapacity',
  message: 'builds and fleets have taken what there is',
};
const NOT_OF_SLOTS: Refusal = {
  kind: 'bad-request',
  code: 'UnsupportedOperation',
  message: 'a slot has no such thing',
};

const refuseAll = (ids: readonly string[]) => new Map(ids.map((id) => [id, NOT_OF_SLOTS]));
const launched = ({ id, place }: FleetMachine) => ({ instanceId: id, launchIndex: place });

/** How many machines of the size there is capacity for; without a limit as many as anybody wants. */
export async function countFitting(tx: Db, parts: Parts, size: ComputeSize): Promise<number> {
  const machine = parts.capacity?.machine;
  if (!machine) return Number.POSITIVE_INFINITY;
  await lockCapacity(tx);
  return roomFor(size, machine, both((await findTaken(tx)).taken, await sumOfMachines(tx)));
}

const seenInstance = (fleet: Fleet, machine: FleetMachine): SeenInstance => ({
  instanceId: machine.id,
  state: machine.endedAt === undefined ? 'running' : 'terminated',
  type: typeOfSize(machine.size),
  ...{ subnet: '', lifecycle: 'on-demand', clientToken: machine.token, launchIndex: machine.place },
  launchedAt: machine.launchedAt,
  tags: { [TAGS.installation]: fleet.id, [TAGS.pool]: POOL, [TAGS.version]: machine.version },
});
