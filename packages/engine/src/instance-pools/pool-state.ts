import type { LaunchBucket } from './launch-rate.ts';
import type { Pool } from './pool.ts';

export type Lifecycle = 'on-demand' | 'spot';

/**
 * The life of an instance: `launching` from before RunInstances is called until its answer is known; `booting` until it runs and Systems
 * Manager manages it; then `idle`, `leased` to one request, `cleaning`, `idle` again; perhaps `stopping`, `stopped`, `starting`;
 * `terminating` from the decision until EC2 shows it terminated; `gone`. It never leaves `terminating` but for `gone` and `kept`.
 */
export type InstancePhase =
  | 'launching'
  | 'booting'
  | 'idle'
  | 'leased'
  | 'cleaning'
  | 'stopping'
  | 'stopped'
  | 'starting'
  /** Its `keep` tag holds it for a person to look at: nobody uses or ends it until the tag is gone. */
  | 'kept'
  /** It bears our tag and we know nothing of it: its end, after a grace and a last look. */
  | 'orphaned'
  | 'terminating'
  | 'gone';

/** What is launched: a type, in a subnet (empty for EC2's default), at a kind of price. */
export interface Offer {
  readonly type: string;
  readonly subnet: string;
  readonly lifecycle: Lifecycle;
}

export interface PoolInstance extends Offer {
  /** Ours: the launch's token and the instance's index in it, `<token>.<index>`; of an orphan its instance id. */
  readonly key: string;
  readonly pool: string;
  readonly instanceId?: string;
  readonly spotRequestId?: string;
  /** Stamp of what it was made of: `versionOf` its pool then. */
  readonly version: string;
  readonly phase: InstancePhase;
  /** Milliseconds since the epoch, as all instants here. */
  readonly phaseSince: number;
  /** Rises with every lease, and for ever. */
  readonly fence: number;
  readonly lease?: Lease;
  readonly uses: number;
  readonly bornAt: number;
  /** When it first was ready; its boot is proof that its version works. */
  readonly readyAt?: number;
  /** Since when EC2 bills it; undefined while it does not. */
  readonly billedSince?: number;
  /** How many times it ran before, so that every stretch has a name. */
  readonly stretches: number;
  /** The command that cleans it. */
  readonly cleaning?: string;
  /** Tries of what its phase asks of EC2, and when the next is due. */
  readonly tries: number;
  readonly notBefore?: number;
  /** Since when EC2 does not show it, or Systems Manager does not reach it though it is ready. */
  readonly missingSince?: number;
  readonly unreachedSince?: number;
  /** EC2 shows it stopped or terminated, or on its way there: nothing runs on it any more. */
  readonly isDown?: boolean;
  /** Its `keep` tag was seen. */
  readonly isHeld?: boolean;
  /** EC2 takes it back. */
  readonly isInterrupted?: boolean;
  /** It may be in use against all evidence: a last look before it ends. */
  readonly isDoubtful?: boolean;
  readonly reason?: string;
  /** The end of what its console showed, of one that never got ready. */
  readonly console?: string;
}

export interface Lease {
  readonly request: string;
  readonly attempt: number;
  readonly fence: number;
  readonly since: number;
}

/** One RunInstances request whose answer is not known yet. It is repeated as it is until it is: EC2 knows it by its token. */
export interface PoolLaunch extends Offer {
  /** The ClientToken, at most 64 characters of ASCII. */
  readonly token: string;
  readonly count: number;
  readonly version: string;
  /** As it was then: a repeated request must say the same (IdempotentParameterMismatch). */
  readonly pool: Pool;
  readonly askedAt: number;
  /** After it the instances may be ended by whoever finds them, whatever this table says. */
  readonly expiresAt: number;
  readonly tries: number;
  readonly notBefore: number;
}

/**
 * A build that wants an instance. `waiting` → `placed` → `released`; or `interrupted`, which its flow may make `waiting` again with the
 * next attempt; or `failed`. Its flow alone makes it `waiting` and `released`, the plan alone the others.
 */
export interface BuildRequest {
  /** The name of the build's execution. */
  readonly id: string;
  readonly pool: string;
  /** A pool for this build alone, of the name `pool`. */
  readonly ownPool?: Pool;
  readonly phase: 'waiting' | 'placed' | 'interrupted' | 'released' | 'failed';
  /** From 1. */
  readonly attempt: number;
  readonly askedAt: number;
  readonly placedAt?: number;
  readonly endedAt?: number;
  /** Key of its instance, and its id. */
  readonly instance?: string;
  readonly instanceId?: string;
  readonly fence?: number;
  /** Why it waits or failed, for people. */
  readonly reason?: string;
  /** Whether its flow was told of its phase; if not, when it is told next. */
  readonly isTold: boolean;
  readonly tellAt?: number;
}

/** A quota, or a version of a pool, for which nothing is launched for a while. */
export interface Breaker {
  readonly kind: 'quota' | 'broken';
  readonly failures: number;
  /** Nothing is launched before; then one launch of one instance shows whether it is over. Undefined while it is closed. */
  readonly openUntil?: number;
  /** Instances that one launch may ask for, while it is found out how many the quota leaves. */
  readonly batch?: number;
  readonly since: number;
  readonly code: string;
  readonly message: string;
}

/** An offer there was no capacity for. */
export interface Cooling {
  readonly until: number;
  readonly failures: number;
}

/** What all pools share. */
export interface Ledger {
  readonly bucket: LaunchBucket;
  readonly breakers: Readonly<Record<string, Breaker>>;
  readonly coolings: Readonly<Record<string, Cooling>>;
}

/** Everything a plan is made from, but for what EC2 shows. */
export interface PoolState {
  /** By key. */
  readonly instances: Readonly<Record<string, PoolInstance>>;
  /** By token. */
  readonly launches: Readonly<Record<string, PoolLaunch>>;
  /** By id. */
  readonly requests: Readonly<Record<string, BuildRequest>>;
  readonly ledger: Ledger;
}

export const EMPTY_POOL_STATE: PoolState = {
  instances: {},
  launches: {},
  requests: {},
  ledger: { bucket: { tokens: 0, at: 0, throttles: 0 }, breakers: {}, coolings: {} },
};
