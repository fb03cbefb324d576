import { bindSeen } from './bind-launches.ts';
import { nextCapacityChange } from './capacity.ts';
import { takeCensus } from './census.ts';
import { Draft } from './draft.ts';
import { collectEffects, nextLook } from './due-effects.ts';
import type { Effect } from './effect.ts';
import { endLeases, takeInCleanings } from './end-leases.ts';
import { findOrphans, findSpareSpotRequests } from './find-orphans.ts';
import { forget } from './forget.ts';
import type { Observed } from './observed.ts';
import { placeRequests, waiting } from './place-requests.ts';
import type { PlanContext } from './plan-context.ts';
import type { PoolState } from './pool-state.ts';
import { retire, retireHomeless } from './retire.ts';
import { supply } from './supply.ts';
import { takeIn } from './take-in.ts';
import type { Usage } from './usage.ts';

export interface Plan {
  readonly state: PoolState;
  /** To be done once the state was saved, in any order. */
  readonly effects: readonly Effect[];
  /** To be saved with the state. */
  readonly usages: readonly Usage[];
  /** When something will be due that cannot wait for the next minute, as idle times and ages can; undefined when nothing is. */
  readonly nextLookAt?: number;
}

/**
 * What is to be done next, given all that is known. It asks nothing of what came before but the state, so a decision that was lost is made
 * again; whoever saves it must save all of it on top of the very state it was made from.
 */
export function plan(state: PoolState, observed: Observed, context: PlanContext): Plan {
  const draft = new Draft(state, context);
  if (observed.instances) {
    bindSeen(draft, observed.instances);
    takeIn(draft, { ...observed, instances: observed.instances });
    findOrphans(draft, observed.instances);
  }
  takeInCleanings(draft, observed);
  endLeases(draft);
  placeRequests(draft);
  retireHomeless(draft);
  for (const census of takeCensus(draft, waiting(draft))) {
    retire(draft, census);
    supply(draft, census);
  }
  if (observed.instances && observed.spotRequests) findSpareSpotRequests(draft, observed.spotRequests);
  collectEffects(draft);
  forget(draft);
  const next = nextLookAt(draft);
  const { effects, usages } = draft;
  return { state: draft.toState(), effects, usages, ...(next === undefined ? {} : { nextLookAt: next }) };
}

function nextLookAt(draft: Draft): number | undefined {
  const times = Object.values(draft.context.pools).map((pool) => nextCapacityChange(pool, draft.now));
  const next = Math.min(...[nextLook(draft), ...times].map((time) => time ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(next) ? next : undefined;
}
