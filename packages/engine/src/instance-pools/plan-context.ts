import type { Pool, SchedulerSettings } from './pool.ts';

export interface PlanContext {
  /** By name; instances of others are drained, requests for others fail. */
  readonly pools: Readonly<Record<string, Pool>>;
  readonly settings: SchedulerSettings;
  readonly now: number;
  /** Another one for each plan: 16 random letters or digits. New tokens and jitter come of it. */
  readonly seed: string;
}
