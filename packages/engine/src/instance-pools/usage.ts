import type { Lease, Lifecycle, PoolInstance, PoolState } from './pool-state.ts';

/** A stretch of time in which EC2 billed an instance. */
export interface InstanceUsage {
  readonly kind: 'instance';
  /** Key of the instance and number of the stretch: the same stretch is written once. */
  readonly id: string;
  /** Key of the instance. */
  readonly instance: string;
  readonly pool: string;
  readonly type: string;
  readonly lifecycle: Lifecycle;
  readonly from: number;
  readonly until: number;
}

/** The lease of an instance to one attempt of a build. */
export interface BuildUsage {
  readonly kind: 'build';
  /** Request and attempt. */
  readonly id: string;
  /** Key of the instance. */
  readonly instance: string;
  readonly build: string;
  readonly pool: string;
  readonly type: string;
  readonly lifecycle: Lifecycle;
  readonly from: number;
  readonly until: number;
}

export type Usage = InstanceUsage | BuildUsage;

export function closeInstanceUsage(instance: PoolInstance, from: number, until: number): InstanceUsage {
  const { key, stretches, pool, type, lifecycle } = instance;
  return { kind: 'instance', id: `${key}/${stretches}`, instance: key, pool, type, lifecycle, from, until };
}

export function closeBuildUsage(instance: PoolInstance, lease: Lease, until: number): BuildUsage {
  const { key, pool, type, lifecycle } = instance;
  const { request: build, attempt, since: from } = lease;
  return { kind: 'build', id: `${build}/${attempt}`, instance: key, build, pool, type, lifecycle, from, until };
}

/** What is being used now, as if it ended now. */
export function currentUsages({ instances }: PoolState, now: number): readonly Usage[] {
  return Object.values(instances).flatMap((instance) => [
    ...(instance.billedSince === undefined ? [] : [closeInstanceUsage(instance, instance.billedSince, now)]),
    ...(instance.lease ? [closeBuildUsage(instance, instance.lease, now)] : []),
  ]);
}
