import type { Pool } from './pool.ts';
import type { Breaker, InstancePhase, Lifecycle } from './pool-state.ts';

/** How the pools of an installation are, as its scheduler tells whoever asks. Instants are milliseconds since the epoch. */
export interface PoolsReport {
  readonly at: number;
  readonly installation: string;
  /** By name; definitions that cannot be used are among them, as are pools of which only instances are left. */
  readonly pools: readonly PoolReport[];
  /** Those that are not gone, by pool, the oldest first. */
  readonly instances: readonly InstanceReport[];
  /** Quotas of the account that were reached. */
  readonly quotas: readonly (Breaker & { readonly quota: string })[];
  /** Where there was no capacity. */
  readonly coolings: readonly { readonly offer: string; readonly until: number; readonly failures: number }[];
}

export interface PoolReport {
  readonly name: string;
  /** `own`: of one build; `removed`: its definition is gone, and it ends; `unusable`: its definition has problems, and it ends as well. */
  readonly kind: 'defined' | 'own' | 'removed' | 'unusable';
  readonly definition?: Pool;
  /** Stamp of what its new instances are made of. */
  readonly version?: string;
  readonly problems: readonly string[];
  /** Now, by its schedules. */
  readonly floor?: number;
  readonly ceiling?: number;
  /** How many instances are in which phase; only phases that occur. */
  readonly phases: Readonly<Partial<Record<InstancePhase, number>>>;
  /** Builds that want an instance of it, longest first. */
  readonly waiting: readonly WaitingReport[];
  /** Why it launches nothing, or has failed to; by version. */
  readonly breakers: readonly (Breaker & { readonly version: string })[];
}

export interface WaitingReport {
  readonly build: string;
  readonly attempt: number;
  readonly since: number;
  readonly reason?: string;
}

export interface InstanceReport {
  /** Ours; there is one before EC2 gives it an id. */
  readonly key: string;
  readonly instanceId?: string;
  readonly pool: string;
  readonly phase: InstancePhase;
  readonly phaseSince: number;
  /** The build that has it. */
  readonly build?: string;
  readonly uses: number;
  readonly bornAt: number;
  readonly type: string;
  readonly subnet: string;
  readonly lifecycle: Lifecycle;
  readonly version: string;
  /** Its pool would make another today. */
  readonly isStale: boolean;
  /** Why it is ending, or is kept. */
  readonly reason?: string;
}

/** What may be asked of the scheduler: the payload of its invocation. */
export type SchedulerQuestion =
  | { readonly ask: 'report' }
  /** A cost report; instants in milliseconds since the epoch. */
  | { readonly ask: 'costs'; readonly from: number };
