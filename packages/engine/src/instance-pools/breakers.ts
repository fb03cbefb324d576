import { pauseAfter } from './launch-rate.ts';
import type { Breaker, Offer, PoolInstance } from './pool-state.ts';

export type Breakers = Readonly<Record<string, Breaker>>;

/** A quota that admits so many at once is not what holds anybody up. */
const FULL_BATCH = 16;
const QUOTA_PAUSE = { firstMs: 60_000, longestMs: 30 * 60_000 };
const BROKEN_PAUSE = { firstMs: 5 * 60_000, longestMs: 60 * 60_000 };

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly now: number;
  /** From 0 to 1, for the jitter. */
  readonly chance: number;
}

/**
 * What counts against one limit of an account: EC2 counts vCPUs for the standard families together and for each of the others on its own,
 * on-demand and spot apart. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 */
export function quotaKey({ type, lifecycle }: Pick<Offer, 'type' | 'lifecycle'>): string {
  const family = /^[a-z]+/.exec(type)?.[0] ?? type;
  const isStandard = /^[acdhimrtz]/.test(family) && !/^(inf|mac|dl|hpc|trn)/.test(family);
  return `quota:${lifecycle}:${isStandard ? 'standard' : family}`;
}

/** What is made of one version of a pool. */
export const versionKey = ({ pool, version }: Pick<PoolInstance, 'pool' | 'version'>) => `version:${pool}:${version}`;

/** A quota leaves less than a launch asked for: half of it is tried at once. One that leaves nothing is left alone, for a while that doubles. */
export function openForQuota(breakers: Breakers, key: string, failure: Failure & { readonly count: number }): Breakers {
  const { now, chance, code, message, count } = failure;
  const before = breakers[key];
  // Launches under way when the first of them failed are the same news.
  if (before?.openUntil !== undefined && before.openUntil > now) return breakers;
  const news = { kind: 'quota', since: before?.since ?? now, code, message } as const;
  const failures = before?.failures ?? 0;
  if (count > 1) {
    const batch = Math.min(before?.batch ?? count, Math.floor(count / 2));
    return { ...breakers, [key]: { ...news, failures, batch } };
  }
  const openUntil = now + pauseAfter(failures, chance, QUOTA_PAUSE);
  return { ...breakers, [key]: { ...news, failures: failures + 1, openUntil, batch: 1 } };
}

/** A launch of so many was within a quota that was reached before: twice as many may be tried. */
export function growBatch(breakers: Breakers, key: string, count: number): Breakers {
  const before = breakers[key];
  if (!before) return breakers;
  const { openUntil: _over, ...admitted } = before;
  return count >= FULL_BATCH ? close(breakers, key) : { ...breakers, [key]: { ...admitted, batch: 2 * count } };
}

/** A launch or a boot failed for no reason that another offer could mend: open once there were `limit` in a row. */
export function countFailure(breakers: Breakers, key: string, failure: Failure & { readonly limit: number }): Breakers {
  const { now, chance, code, message, limit } = failure;
  const before = breakers[key];
  const failures = (before?.failures ?? 0) + 1;
  const isOpen = before?.openUntil !== undefined && before.openUntil > now;
  const openUntil = isOpen ? before.openUntil : now + pauseAfter(failures - limit, chance, BROKEN_PAUSE);
  const opened = failures >= limit ? { openUntil } : {};
  return { ...breakers, [key]: { kind: 'broken', failures, ...opened, since: before?.since ?? now, code, message } };
}

/** It worked. */
export function close(breakers: Breakers, key: string): Breakers {
  if (!breakers[key]) return breakers;
  const { [key]: _closed, ...others } = breakers;
  return others;
}

/** `probe`: one launch of one instance may show whether it is over. */
export function admits(breaker: Breaker | undefined, now: number): 'all' | 'probe' | 'nothing' {
  if (breaker?.openUntil === undefined) return 'all';
  return breaker.openUntil > now ? 'nothing' : 'probe';
}
