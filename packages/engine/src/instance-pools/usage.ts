import type { Lifecycle } from './pool-state.ts';

/** A stretch of time in which EC2 billed an instance. */
export interface InstanceUsage {
  readonly kind: 'instance';
  /** Key of the instance and number of the stretch: the same stretch is written once. */
  readonly id: string;
  readonly pool: string;
  readonly type: string;
  readonly lifecycle: Lifecycle;
  readonly from: number;
  readonly until: number;
}

/** A lease of an instance. */
export interface BuildUsage {
  readonly kind: 'build';
  /** Request and attempt. */
  readonly id: string;
  readonly build: string;
  readonly pool: string;
  readonly type: string;
  readonly lifecycle: Lifecycle;
  readonly from: number;
  readonly until: number;
}

export type Usage = InstanceUsage | BuildUsage;
