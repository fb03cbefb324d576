import type { Effect, Outcome } from './effect.ts';
import type { Observed } from './observed.ts';
import type { Pool, SchedulerSettings } from './pool.ts';
import type { PoolState } from './pool-state.ts';
import type { Usage } from './usage.ts';

export interface PlanContext {
  /** By name; instances of others are drained, requests for others fail. */
  readonly pools: Readonly<Record<string, Pool>>;
  readonly settings: SchedulerSettings;
  readonly now: number;
  /** Another one for each plan: 16 random letters or digits. New keys and jitter come of it. */
  readonly seed: string;
}

export interface Plan {
  readonly state: PoolState;
  /** To be done once the state was saved, in any order. */
  readonly effects: readonly Effect[];
  /** To be saved with the state. */
  readonly usages: readonly Usage[];
  /** When something will be due without any event; undefined when nothing is. */
  readonly nextLookAt?: number;
}

/** What is to be done next, given all that is known. Level-triggered: made anew from the same facts it is the same. */
export function plan(state: PoolState, _observed: Observed, _context: PlanContext): Plan {
  return { state, effects: [], usages: [] };
}

/** The state with what came of the effects; an outcome that no longer fits changes nothing. */
export function settle(state: PoolState, _outcomes: readonly Outcome[], _context: PlanContext): PoolState {
  return state;
}
