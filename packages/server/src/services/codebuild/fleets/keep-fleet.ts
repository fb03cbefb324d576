import { reconcile, type SchedulerParts } from '@codeyard/compute/instance-pools/reconcile';
import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import { versionOf } from '@codeyard/engine/instance-pools/version';
import type { Db } from '../../../database/database.ts';
import type { RunAgain, Worker } from '../../../work-queue/work-queue.ts';
import { advanceBuildIn } from '../advance-build.ts';
import { enterQueue, orderRun } from '../enter-queue.ts';
import type { Parts } from '../parts.ts';
import { type Fleet, isBeingDeleted } from '../rules/fleet/fleet.ts';
import { nextFleet } from '../rules/fleet/fleet-status.ts';
import { overflowing, waitingIn } from '../rules/fleet/overflowing.ts';
import {
  type FleetCensus,
  POOL,
  poolOfFleet,
  schedulerOf,
  sizeOfMachine,
  takeCensus,
} from '../rules/fleet/pool-of-fleet.ts';
import { tidyPools } from '../rules/fleet/tidy-pools.ts';
import { lockBuild, saveBuild } from '../store/builds.ts';
import { deleteMachines } from '../store/fleet-machines.ts';
import { fleetPoolStore } from '../store/fleet-pools.ts';
import { deleteFleetRow, findFleet, lockFleet, saveFleet } from '../store/fleets.ts';
import { admit, takeFromFleet } from '../store/queue.ts';
import { FLEET_KIND } from '../work-kinds.ts';
import { giveMachineBack } from './join-fleet.ts';
import { countFitting, machineSlots } from './machine-slots.ts';

/** A machine is launched in one turn, seen and given to a build in the next, and what it makes stale ends in another. */
const MOST_TURNS = 4;
const LOOK_AGAIN_MS = 60_000;

/** Keeps a fleet as it should be: as many machines as it needs, each build that waits on the next free one. */
export function fleetWorker(parts: Parts): Worker<{ readonly id: string }> {
  return {
    kind: FLEET_KIND,
    handle: ({ id }) => keepFleet(parts, id),
  };
}

async function keepFleet(parts: Parts, id: string): Promise<RunAgain | undefined> {
  let next: number | undefined;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const before = await findFleet(parts.database, id);
    if (!before) return undefined;
    const scheduler = await schedulerParts(parts, before);
    const reconciled = await reconcile(scheduler);
    const settled = await parts.database.transaction((tx) => settleFleet(tx, parts, id));
    if (!settled) return undefined;
    await leadAway(parts, settled);
    next = reconciled.isLost ? parts.clock.now() : reconciled.nextLookAt;
    if (!reconciled.isLost && !settled.isMoving) {
      if (next === undefined && settled.isQuiet) return undefined;
      break;
    }
  }
  const now = parts.clock.now();
  return { again: { afterMs: Math.max(0, Math.min(next ?? now + LOOK_AGAIN_MS, now + LOOK_AGAIN_MS) - now) } };
}

async function schedulerParts(parts: Parts, fleet: Fleet): Promise<SchedulerParts> {
  const store = fleetPoolStore(parts.database, fleet.id);
  const state = await parts.database.transaction((tx) => thaw(tx, parts, fleet));
  return {
    ...{ store, api: machineSlots(parts, fleet), settings: schedulerOf(fleet) },
    pools: { [POOL]: poolOfFleet(fleet, state, parts.capacity?.machine) },
    tell: ({ request: { id, phase, reason } }) =>
      parts.database.transaction((tx) => (phase === 'placed' ? letIn(tx, parts, id) : fail(tx, parts, id, reason))),
    now: () => parts.clock.now(),
    newSeed: () => parts.ids.text(16),
    warn: (message, fields) => parts.logger.warn({ fleet: fleet.name, ...fields }, message),
  };
}

/** EC2 does not tell of capacity that it has again, so the scheduler waits ever longer; here it is known. */
async function thaw(tx: Db, parts: Parts, fleet: Fleet): Promise<PoolState> {
  const store = fleetPoolStore(tx, fleet.id, true);
  const loaded = await store.load();
  const { state } = loaded;
  if (Object.keys(state.ledger.coolings).length === 0) return state;
  if ((await countFitting(tx, parts, sizeOfMachine(fleet, parts.capacity?.machine))) === 0) return state;
  const thawed = { ...state, ledger: { ...state.ledger, coolings: {} } };
  return (await store.save(loaded, thawed, []))?.state ?? state;
}

/** Its machine is ready. */
async function letIn(tx: Db, parts: Parts, id: string): Promise<void> {
  const build = await lockBuild(tx, id);
  if (build && (await admit(tx, id))) await orderRun(tx, parts, build);
}

/** Only a build that still waits can fail for want of a machine: one that runs needs nothing of the scheduler any more. */
async function fail(tx: Db, parts: Parts, id: string, message = 'there is no machine of its fleet'): Promise<void> {
  if (!(await lockBuild(tx, id)) || !(await admit(tx, id))) return;
  const context = { code: 'CLIENT_ERROR', message };
  await advanceBuildIn(tx, parts, id, { type: 'phase-failed', phase: 'QUEUED', context });
}

interface Settled {
  readonly fleet: Fleet;
  /** Ids of builds that no machine of the fleet will come for, and that it leaves to those on demand. */
  readonly hopeless: readonly string[];
  readonly overflowing: readonly string[];
  /** Machines come or go, and the next turn will see it. */
  readonly isMoving: boolean;
  /** Nothing will change by itself. */
  readonly isQuiet: boolean;
}

/** What follows of how the machines stand, in one transaction; undefined when the fleet is gone. */
async function settleFleet(tx: Db, parts: Parts, id: string): Promise<Settled | undefined> {
  const before = await lockFleet(tx, id);
  if (!before) return undefined;
  const store = fleetPoolStore(tx, id, true);
  const loaded = await store.load();
  const state = tidyPools(loaded.state, parts.clock.now());
  await store.save(loaded, state, []);
  const pool = poolOfFleet(before, state, parts.capacity?.machine);
  const census = takeCensus(state, versionOf(pool), pool.instanceTypes[0] ?? '');
  const fleet = nextFleet(before, census, state);
  const hopeless = isBeingDeleted(fleet) ? waitingIn(state) : [];
  if (isBeingDeleted(fleet) && census.members === 0 && hopeless.length === 0) return await forgetFleet(tx, id);
  if (JSON.stringify(fleet) !== JSON.stringify(before)) await saveFleet(tx, fleet);
  return {
    ...{ fleet, hopeless, overflowing: overflowing(fleet, state, census) },
    ...{ isMoving: isMoving(state), isQuiet: isQuiet(fleet, state, census) },
  };
}

/** Each in a transaction of its own, which locks the build before the fleet. */
async function leadAway(parts: Parts, { fleet, hopeless, overflowing }: Settled): Promise<void> {
  const { database } = parts;
  for (const id of hopeless) {
    await database.transaction((tx) => fail(tx, parts, id, `The fleet ${fleet.name} was deleted`));
  }
  for (const id of overflowing) await database.transaction((tx) => runOnDemand(tx, parts, id, fleet));
}

const isMoving = ({ instances }: PoolState): boolean =>
  Object.values(instances).some(({ phase }) => phase === 'launching' || phase === 'booting' || phase === 'terminating');

function isQuiet(fleet: Fleet, state: PoolState, { members }: FleetCensus): boolean {
  const { baseCapacity } = fleet.settings;
  return fleet.status === 'CREATE_FAILED' || (members === baseCapacity && waitingIn(state).length === 0);
}

async function forgetFleet(tx: Db, id: string): Promise<undefined> {
  await deleteMachines(tx, id);
  await deleteFleetRow(tx, id);
}

/** There is no machine for it: it runs like the builds of projects without a fleet. */
async function runOnDemand(tx: Db, parts: Parts, id: string, fleet: Fleet): Promise<void> {
  const build = await lockBuild(tx, id);
  if (!build?.fleet || !(await takeFromFleet(tx, id))) return;
  const { fleet: _left, ...onDemand } = build;
  await giveMachineBack(tx, parts, build, fleet.id);
  await saveBuild(tx, onDemand);
  await enterQueue(tx, parts, onDemand);
}
