import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import { type Fleet, type FleetSettings, isBeingDeleted } from './fleet.ts';
import { desiredCapacity, type FleetCensus } from './pool-of-fleet.ts';

/**
 * What a fleet becomes of how its machines stand. CREATING, UPDATING and ROTATING end when its base capacity is there and nothing else;
 * PENDING_DELETION is waiting for builds that run on it. [inferred: AWS names the states and says no more of them]
 */
export function nextFleet(fleet: Fleet, census: FleetCensus, state: PoolState): Fleet {
  const { missing: _before, ...rest } = fleet;
  const isShort = census.members < desiredCapacity(fleet, state) && Object.keys(state.ledger.coolings).length > 0;
  const missing = Math.max(0, fleet.settings.baseCapacity - census.members);
  return { ...rest, status: nextStatus(fleet, census), ...(isShort ? { missing } : {}) };
}

function nextStatus(fleet: Fleet, { busy, ready, stale }: FleetCensus): Fleet['status'] {
  if (fleet.status === 'CREATE_FAILED') return fleet.status;
  if (isBeingDeleted(fleet)) return busy > 0 ? 'PENDING_DELETION' : 'DELETING';
  return ready >= fleet.settings.baseCapacity && stale === 0 ? 'ACTIVE' : fleet.status;
}

/** Members of which a change replaces the machines. */
const ROTATES: readonly (keyof FleetSettings)[] = [
  ...(['environmentType', 'computeType', 'computeConfiguration', 'imageId'] as const),
];

/** The state in which a change puts a fleet. */
export function statusAfterChange(fleet: Fleet, settings: FleetSettings): Fleet['status'] {
  const differs = (name: keyof FleetSettings) =>
    JSON.stringify(fleet.settings[name]) !== JSON.stringify(settings[name]);
  if (ROTATES.some(differs)) return 'ROTATING';
  return differs('baseCapacity') || differs('scalingConfiguration') ? 'UPDATING' : fleet.status;
}
