import type { News, Outcome } from '@codeyard/engine/instance-pools/effect';
import { plan } from '@codeyard/engine/instance-pools/plan';
import type { PlanContext } from '@codeyard/engine/instance-pools/plan-context';
import type { Pool, SchedulerSettings } from '@codeyard/engine/instance-pools/pool';
import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import { settle } from '@codeyard/engine/instance-pools/settle';
import { act } from './act.ts';
import { raiseAlarms } from './alarms.ts';
import type { InstanceApi } from './instance-api.ts';
import { observe } from './observe.ts';
import type { PoolStore, StoredPools } from './pool-store.ts';

export interface SchedulerParts {
  readonly store: PoolStore;
  readonly api: InstanceApi;
  readonly settings: SchedulerSettings;
  /** By name, as they are defined now. */
  readonly pools: Readonly<Record<string, Pool>>;
  /** Tells a build's flow; may be called twice with the same news. It throws when the flow must be told again, not when there is none. */
  readonly tell: (news: News) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 16 random letters or digits. */
  readonly newSeed: () => string;
  /** A fault that was survived, for the log. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface Reconciled {
  /** When something will be due that cannot wait for the next minute; undefined when nothing is. */
  readonly nextLookAt?: number;
  /** Others were faster each time: reconcile again. */
  readonly isLost: boolean;
}

const MOST_ROUNDS = 5;
/** What came of effects is worth more tries: to lose it costs a repetition of each. */
const MOST_SAVES = 10;

/**
 * Makes what is be what the pools and requests ask for: loads, looks, plans, saves what is intended, acts, saves what came of it. It may
 * run twice, several times at once, and die between any two lines. `notices` are ids of instances that an event says will be interrupted.
 */
export async function reconcile(parts: SchedulerParts, notices: readonly string[] = []): Promise<Reconciled> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = await parts.store.load();
    const observed = await observe(parts, before.state, notices);
    const planned = plan(before.state, observed, contextOf(parts));
    const saved = await parts.store.save(before, planned.state, planned.usages);
    if (!saved) continue;
    const after = await saveOutcomes(parts, saved, await act(parts, planned));
    raiseAlarms(parts, before.state, after);
    return { isLost: false, ...(planned.nextLookAt === undefined ? {} : { nextLookAt: planned.nextLookAt }) };
  }
  return { isLost: true };
}

async function saveOutcomes(
  parts: SchedulerParts,
  saved: StoredPools,
  outcomes: readonly Outcome[],
): Promise<PoolState> {
  let before = saved;
  for (let tries = 0; tries < MOST_SAVES; tries += 1) {
    const after = settle(before.state, outcomes, contextOf(parts));
    if (await parts.store.save(before, after, [])) return after;
    before = await parts.store.load();
  }
  parts.warn('outcomes were not saved: their effects will be repeated', { outcomes: outcomes.length });
  return before.state;
}

const contextOf = ({ pools, settings, now, newSeed }: SchedulerParts): PlanContext => ({
  ...{ pools, settings, now: now(), seed: newSeed() },
});
