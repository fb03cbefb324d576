import { type Census, currentMembers, currentOf, isComing } from './census.ts';
import type { Draft } from './draft.ts';
import { reasonToRetire } from './end-leases.ts';
import type { PoolInstance } from './pool-state.ts';
import { STRATEGIES } from './strategies/all-strategies.ts';

/** Ends what no pool wants any more: pools that are not defined, and requests' own ones that are over. */
export function retireHomeless(draft: Draft): void {
  for (const instance of [...draft.instances.values()]) {
    if (mayGo(instance) && !draft.pool(instance.pool)) draft.end(instance, 'its pool is no more');
  }
}

/**
 * Picks who leaves a pool; nobody else does. Busy instances are never picked, nor those that are being cleaned, which are about to be
 * offered: what is wrong with them is seen to after their job.
 */
export function retire(draft: Draft, census: Census): void {
  const { pool, members } = census;
  for (const instance of members) {
    const reason = mayGo(instance) && reasonToRetire(draft, instance, pool);
    if (reason) draft.end(instance, reason);
  }
  endAboveCeiling(draft, census);
  replaceStale(draft, census);
  makeRoomForOnDemand(draft, census);
  endUnneeded(draft, census);
}

const mayGo = ({ phase }: PoolInstance) =>
  phase === 'booting' || phase === 'idle' || phase === 'stopping' || phase === 'stopped' || phase === 'starting';

/** Those that are still there to go, the least useful first: stale ones, those that do not run, the longest unneeded. */
function candidates(draft: Draft, census: Census): PoolInstance[] {
  const rank = (instance: PoolInstance) =>
    (draft.isStale(instance) ? 0 : 4) + (instance.phase === 'idle' ? 2 : instance.phase === 'booting' ? 1 : 0);
  return currentMembers(draft, census)
    .filter(mayGo)
    .sort((one, other) => rank(one) - rank(other) || one.phaseSince - other.phaseSince);
}

/** The ceiling was lowered: it drains down, and who is busy stays. */
function endAboveCeiling(draft: Draft, census: Census): void {
  const staying = currentOf(draft, census.existing).length;
  const victims = candidates(draft, census).slice(0, Math.max(0, staying - census.ceiling));
  for (const victim of victims) draft.end(victim, 'the pool has more instances than its ceiling');
}

/**
 * Rolls a pool: what is out of date serves until enough that is current is ready, or must make room for it where the ceiling leaves none.
 * A quarter of the floor goes at once.
 */
function replaceStale(draft: Draft, census: Census): void {
  const stale = candidates(draft, census).filter((instance) => draft.isStale(instance));
  if (stale.length === 0) return;
  const members = currentMembers(draft, census);
  const fresh = members.filter((instance) => !draft.isStale(instance));
  const ready = fresh.filter((instance) => !isComing(instance) || instance.phase === 'cleaning').length;
  const spare = stale.length - Math.max(0, census.floor - ready);
  const staying = currentOf(draft, census.existing).length;
  // Those that left and those that came for them count as one quarter until they are ready.
  const underway = census.existing.length - staying + fresh.length - ready;
  const budget = 1 + Math.floor(census.floor / 4) - underway;
  const making = census.ceiling - staying <= 0 ? Math.min(census.floor - fresh.length, budget) : 0;
  for (const victim of stale.slice(0, Math.max(spare, making, 0))) {
    draft.end(victim, 'its pool makes other instances now');
  }
}

/** Builds that take nothing but on-demand must not starve because idle spot instances fill the pool. */
function makeRoomForOnDemand(draft: Draft, census: Census): void {
  const members = currentMembers(draft, census);
  const coming = members.filter((instance) => isComing(instance) && instance.lifecycle === 'on-demand').length;
  const room = census.ceiling - currentOf(draft, census.existing).length;
  const missing = census.waitingForOnDemand - coming - Math.max(0, room);
  const idle = candidates(draft, census).filter(({ lifecycle, phase }) => lifecycle === 'spot' && phase === 'idle');
  for (const victim of idle.slice(0, Math.max(0, missing))) {
    draft.end(victim, 'it makes room for an on-demand instance');
  }
}

/** What the strategy does with those nobody asks for. */
function endUnneeded(draft: Draft, census: Census): void {
  const { pool, floor, waiting } = census;
  const strategy = STRATEGIES[pool.strategy];
  let count = currentMembers(draft, census).length;
  for (const instance of candidates(draft, census)) {
    if (instance.phase === 'stopped' && (!strategy.parks || count > floor)) {
      draft.end(instance, strategy.parks ? 'nobody needs it' : 'it was stopped');
      count -= 1;
    }
    if (instance.phase !== 'idle') continue;
    const unneeded = { forMs: draft.now - instance.phaseSince, isAboveFloor: count > floor };
    const fate = strategy.whenUnneeded(pool, unneeded);
    if (fate === 'end') {
      draft.end(instance, 'nobody needs it');
      count -= 1;
    } else if (fate === 'stop') draft.move(instance, 'stopping', { isDown: false });
  }
  endUnneededBoots(draft, census, waiting.length);
}

function endUnneededBoots(draft: Draft, census: Census, waiting: number): void {
  if (!STRATEGIES[census.pool.strategy].endsUnneededBoots) return;
  const coming = currentMembers(draft, census).filter(isComing);
  const booting = coming.filter(({ phase }) => phase === 'booting').reverse();
  for (const victim of booting.slice(0, Math.max(0, coming.length - waiting))) draft.end(victim, 'nobody needs it');
}
