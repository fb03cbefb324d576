import { type ComputeSize, computeSize } from '../compute-size.ts';
import type { Definition, Environment } from '../definition.ts';

/** What the operator allows builds to take up; without either, only the slots of the process count. */
export interface CapacityLimits {
  /** How many builds of one environment type and compute type run at once, by `poolOf`; the others have no limit. */
  readonly concurrent: Readonly<Record<string, number>>;
  /** What all builds and the machines of all fleets may take up together. */
  readonly machine?: ComputeSize;
}

export const NO_LIMITS: CapacityLimits = { concurrent: {} };

/** AWS lets five times as many builds wait as may run. https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
const QUEUED_PER_RUNNING = 5;

/** Name of the pool that a build on demand belongs to, as AWS counts its quotas: `LINUX_CONTAINER/BUILD_GENERAL1_SMALL`. */
export const poolOf = ({ type, computeType }: Pick<Environment, 'type' | 'computeType'>): string =>
  `${type}/${computeType}`;

/** How many builds of this pool may wait; undefined when it has no limit. */
export function queueLimitOf({ concurrent }: CapacityLimits, pool: string): number | undefined {
  const limit = concurrent[pool];
  return limit === undefined ? undefined : limit * QUEUED_PER_RUNNING;
}

/** Whether a build has to be chosen from those that wait, instead of taking the next free slot. */
export const isLimited = ({ concurrent, machine }: CapacityLimits, pool: string): boolean =>
  machine !== undefined || concurrent[pool] !== undefined;

/** What a build takes up: whoever asks for more than there is gets all of it, so that everybody's turn comes. */
export function claimOf(
  environment: Pick<Environment, 'type' | 'computeType' | 'computeConfiguration'>,
  machine: ComputeSize | undefined,
): ComputeSize {
  const size = computeSize(environment);
  return machine ? smaller(size, machine) : size;
}

/** The smaller one of each measure. */
export const smaller = (one: ComputeSize, other: ComputeSize): ComputeSize => ({
  cpus: Math.min(one.cpus, other.cpus),
  memoryMiB: Math.min(one.memoryMiB, other.memoryMiB),
});

/** A project cannot be allowed more builds than its pool. */
export function projectLimitProblem(limits: CapacityLimits = NO_LIMITS, definition: Definition): string | undefined {
  const limit = limits.concurrent[poolOf(definition.environment)];
  if (limit === undefined || (definition.concurrentBuildLimit ?? 0) <= limit) return undefined;
  return `Project-level concurrent build limit cannot exceed the account-level concurrent build limit of ${limit}.`;
}

/** How many of a size fit into what is left; one that is larger than all of it needs all of it. */
export function roomFor(size: ComputeSize, machine: ComputeSize, taken: ComputeSize): number {
  const { cpus, memoryMiB } = smaller(size, machine);
  const room = Math.min((machine.cpus - taken.cpus) / cpus, (machine.memoryMiB - taken.memoryMiB) / memoryMiB);
  return Math.max(0, Math.floor(room));
}

export const both = (one: ComputeSize, other: ComputeSize): ComputeSize => ({
  cpus: one.cpus + other.cpus,
  memoryMiB: one.memoryMiB + other.memoryMiB,
});
