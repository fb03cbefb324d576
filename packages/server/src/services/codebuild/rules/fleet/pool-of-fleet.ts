import type { Pool, SchedulerSettings } from '@codeyard/engine/instance-pools/pool';
import type { PoolInstance, PoolState } from '@codeyard/engine/instance-pools/pool-state';
import { DEFAULTS } from '@codeyard/engine/instance-pools/read-pool';
import type { ComputeSize } from '../compute-size.ts';
import { claimOf } from '../queue/capacity.ts';
import { canBeHad, type Fleet, isBeingDeleted } from './fleet.ts';

/** Each fleet is an installation of the scheduler with one pool. */
export const POOL = 'fleet';

/** A machine that a scaled fleet needs no longer stays so long. AWS waits, too, and does not say how long. [inferred] */
const IDLE_MINUTES = 5;
const NEVER = 525_600;
const LONGEST_BUILD_MINUTES = 36 * 60;

/** There is no limit on how fast slots are made. */
export const schedulerOf = ({ id }: Fleet): SchedulerSettings => ({
  ...{ installation: id, launchesPerSecond: 1_000, launchBurst: 1_000, maximumBatch: 50 },
});

/** A fleet as the scheduler of EC2 build environments sees it: the same code decides about both. */
export function poolOfFleet(fleet: Fleet, state: PoolState, machine: ComputeSize | undefined): Pool {
  const { settings } = fleet;
  return {
    ...DEFAULTS,
    ...{ name: POOL, strategy: 'warm', instanceProfile: 'none', rootDevice: '' },
    // What a machine is made of: another one replaces it.
    image: JSON.stringify([settings.environmentType, settings.computeType, settings.imageId ?? '']),
    instanceTypes: [typeOfSize(sizeOfMachine(fleet, machine))],
    floor: canBeHad(settings) ? desiredCapacity(fleet, state) : 0,
    ceiling: ceilingOf(fleet),
    ...{ idleMinutes: IDLE_MINUTES, maximumAgeMinutes: NEVER, maximumUses: 1_000_000, cleans: false },
    ...{ leaseMinutes: LONGEST_BUILD_MINUTES + 60, queueMinutes: 10_080, failuresToStop: 100 },
    drains: isBeingDeleted(fleet) || !canBeHad(settings),
  };
}

/** What each of its machines takes up of `machine`. */
export function sizeOfMachine({ settings }: Fleet, machine: ComputeSize | undefined): ComputeSize {
  const { environmentType: type, computeType, computeConfiguration } = settings;
  return claimOf({ type, computeType, ...(computeConfiguration ? { computeConfiguration } : {}) }, machine);
}

/** What the missing machines of fleets will take up, before builds on demand do. */
export const claimOfMissing = (fleets: readonly Fleet[], machine: ComputeSize | undefined): ComputeSize =>
  fleets.reduce(
    (sum, fleet) => {
      const { cpus, memoryMiB } = sizeOfMachine(fleet, machine);
      const { missing = 0 } = fleet;
      return { cpus: sum.cpus + missing * cpus, memoryMiB: sum.memoryMiB + missing * memoryMiB };
    },
    { cpus: 0, memoryMiB: 0 },
  );

/** The type that machines of a size are launched as, in the place of an instance type. */
export const typeOfSize = ({ cpus, memoryMiB }: ComputeSize): string => `${cpus}x${memoryMiB}`;

/** What the type that a machine was launched as stands for. */
export function sizeOfType(type: string): ComputeSize {
  const [cpus, memoryMiB] = type.split('x').map(Number);
  return { cpus: cpus ?? 0, memoryMiB: memoryMiB ?? 0 };
}

export const ceilingOf = ({ settings: { baseCapacity, scalingConfiguration } }: Fleet): number =>
  Math.max(baseCapacity, scalingConfiguration?.maxCapacity ?? baseCapacity);

/**
 * How many machines there should be: the base, and as many more as keep the share of busy ones at the target. Builds that wait count as
 * busy, for they would be.
 */
export function desiredCapacity(fleet: Fleet, state: PoolState): number {
  const { baseCapacity, scalingConfiguration } = fleet.settings;
  const targets = (scalingConfiguration?.targetTrackingScalingConfigs ?? []).map(
    ({ targetValue = 100 }) => targetValue,
  );
  const target = targets.length === 0 ? 100 : Math.min(...targets);
  const busy = countBusy(state) + Object.values(state.requests).filter(({ phase }) => phase === 'waiting').length;
  return Math.min(ceilingOf(fleet), Math.max(baseCapacity, Math.ceil((busy * 100) / target)));
}

const countBusy = ({ instances }: PoolState): number =>
  Object.values(instances).filter(({ phase }) => phase === 'leased').length;

const isMember = ({ phase }: PoolInstance) => phase !== 'terminating' && phase !== 'gone' && phase !== 'orphaned';

export interface FleetCensus {
  /** Idle or busy, and what the fleet would make today. */
  readonly ready: number;
  /** Made of what the fleet was before. */
  readonly stale: number;
  readonly busy: number;
  readonly members: number;
  /** On the way to be ready. */
  readonly coming: number;
}

/** How a fleet's machines stand; `version` is the stamp of what it would make today. */
export function takeCensus(state: PoolState, version: string, type: string): FleetCensus {
  const members = Object.values(state.instances).filter(isMember);
  const isStale = (instance: PoolInstance) => instance.version !== version || instance.type !== type;
  const isReady = ({ phase }: PoolInstance) => phase === 'idle' || phase === 'leased';
  return {
    ready: members.filter((instance) => isReady(instance) && !isStale(instance)).length,
    stale: members.filter(isStale).length,
    busy: countBusy(state),
    members: members.length,
    coming: members.filter(({ phase }) => phase === 'launching' || phase === 'booting').length,
  };
}
