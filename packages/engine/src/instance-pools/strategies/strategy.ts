import type { Pool, StrategyName } from '../pool.ts';
import type { Lifecycle } from '../pool-state.ts';

/**
 * How a pool comes by instances and what becomes of them. In the order of an instance's life: `lifecycles` says at which price it is
 * launched; it boots, and a request gets it; `afterJob` says whether it takes another; `whenUnneeded` what it does while nobody asks. What
 * holds for all pools (ceiling, age, uses, staleness, drain, breakers, the launch rate) is no strategy's business.
 */
export interface PoolStrategy {
  readonly name: StrategyName;
  /** What its pools cannot have, each sentence beginning with the key. */
  problems(pool: Pool): readonly string[];
  /** Prices for one more instance, in the order in which they are tried. */
  lifecycles(pool: Pool, members: Members): readonly Lifecycle[];
  afterJob(pool: Pool): 'reuse' | 'end';
  /** Asked of ready instances without a job, the longest unneeded first. */
  whenUnneeded(pool: Pool, unneeded: Unneeded): 'wait' | 'stop' | 'end';
  /** Whether stopped instances belong to it. */
  readonly parks: boolean;
  /** Whether instances that still boot end as soon as nobody waits for them. */
  readonly endsUnneededBoots: boolean;
}

/** The pool's instances that live and are not on their way out. */
export interface Members {
  readonly onDemand: number;
  readonly spot: number;
}

export interface Unneeded {
  /** Since it got ready or its last job was cleaned away. */
  readonly forMs: number;
  /** There are more instances than the floor without it. */
  readonly isAboveFloor: boolean;
}
