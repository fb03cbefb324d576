import type { ComputeSize } from '../compute-size.ts';
import { smaller } from './capacity.ts';

/** A build in the queue. */
export interface WaitingBuild {
  readonly id: string;
  /** What it shares its limit with, by `poolOf`. */
  readonly pool: string;
  readonly size: ComputeSize;
  /** How many builds that came later were let in before it because they fitted and it did not. */
  readonly overtaken: number;
}

export interface QueueCapacity {
  /** By pool; a pool without a limit has room for any number. */
  readonly limits: Readonly<Record<string, number>>;
  /** Builds that were let in and have not ended, by pool. */
  readonly running: Readonly<Record<string, number>>;
  /** What there is for builds on demand, and how much of it is taken. */
  readonly machine?: { readonly size: ComputeSize; readonly taken: ComputeSize };
}

export interface Choice {
  readonly admitted: readonly string[];
  /** Who was passed over, with the new count. */
  readonly overtaken: Readonly<Record<string, number>>;
}

/** A build that was overtaken so often is waited for: nothing more is let in until it fits. */
export const MOST_OVERTAKEN = 16;

/**
 * Who leaves the queue next. `waiting` is in the order of arrival, which each pool keeps among builds of one size. A full pool holds up
 * nobody of another; a build too large for what is free is overtaken by smaller ones, but only so often, so that everybody's turn comes.
 */
export function chooseNext(waiting: readonly WaitingBuild[], capacity: QueueCapacity): Choice {
  const running = new Map(Object.entries(capacity.running));
  const admitted: string[] = [];
  const tooLarge = new Map<string, number>();
  const overtaken: Record<string, number> = {};
  let free = capacity.machine && minus(capacity.machine.size, capacity.machine.taken);
  for (const build of waiting) {
    const count = running.get(build.pool) ?? 0;
    if (count >= (capacity.limits[build.pool] ?? Number.POSITIVE_INFINITY)) continue;
    const size = capacity.machine ? smaller(build.size, capacity.machine.size) : build.size;
    if (free && !fits(size, free)) {
      if (build.overtaken >= MOST_OVERTAKEN) break;
      tooLarge.set(build.id, build.overtaken);
      continue;
    }
    admitted.push(build.id);
    running.set(build.pool, count + 1);
    if (free) free = minus(free, size);
    for (const [id, times] of tooLarge) {
      tooLarge.set(id, times + 1);
      overtaken[id] = times + 1;
    }
    if ([...tooLarge.values()].some((times) => times >= MOST_OVERTAKEN)) break;
  }
  return { admitted, overtaken };
}

const minus = (one: ComputeSize, other: ComputeSize): ComputeSize => ({
  cpus: one.cpus - other.cpus,
  memoryMiB: one.memoryMiB - other.memoryMiB,
});

/** Nothing fits into nothing: where fleets have taken all there is, builds on demand wait. */
const fits = (size: ComputeSize, free: ComputeSize): boolean =>
  size.cpus > 0 && size.memoryMiB > 0 && size.cpus <= free.cpus && size.memoryMiB <= free.memoryMiB;
