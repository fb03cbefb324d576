import { keyOf } from './bind-launches.ts';
import { admits, versionKey } from './breakers.ts';
import { type Census, currentMembers, isComing } from './census.ts';
import type { Draft } from './draft.ts';
import { refill, takeLaunch } from './launch-rate.ts';
import { type Chosen, chooseOffer, isCooling } from './offers.ts';
import type { BuildRequest, Lifecycle, PoolInstance, PoolLaunch } from './pool-state.ts';
import { STRATEGIES } from './strategies/all-strategies.ts';

/** Gets what waits and the floor ask for: stopped instances first, then new ones, as far as ceiling, breakers, capacity and rate allow. */
export function supply(draft: Draft, census: Census): void {
  if (census.pool.drains) return explain(draft, census, 'its pool is drained');
  const demand = demandOf(draft, census);
  const onDemand = demand.onDemand - startStopped(draft, census, demand.onDemand, 'on-demand');
  const any = demand.any - startStopped(draft, census, demand.any);
  const wanted = { onDemand, any: any + demand.floor };
  if (wanted.onDemand + wanted.any > 0) launchAll(draft, census, wanted);
}

/** So that a launch and its instances fit into one transaction of DynamoDB, which takes 100 items. */
const LARGEST_BATCH = 50;

interface Demand {
  /** For requests that take nothing else. */
  readonly onDemand: number;
  readonly any: number;
  /** To reach the floor, beyond what requests ask for. */
  readonly floor: number;
}

function demandOf(draft: Draft, census: Census): Demand {
  const members = currentMembers(draft, census);
  const coming = members.filter((instance) => isComing(instance) && !instance.isInterrupted);
  const comingOnDemand = coming.filter(({ lifecycle }) => lifecycle === 'on-demand').length;
  const forThose = Math.min(census.waitingForOnDemand, comingOnDemand);
  const onDemand = census.waitingForOnDemand - forThose;
  const any = Math.max(0, census.waiting.length - census.waitingForOnDemand - (coming.length - forThose));
  const current = members.filter((instance) => !draft.isStale(instance)).length;
  // Stopped ones that will be started are members already.
  const parked = members.filter((instance) => isStartable(draft, instance)).length;
  const launched = Math.max(0, onDemand + any - parked);
  return { onDemand, any, floor: Math.max(0, census.floor - current - launched) };
}

/** Starts as many as are wanted, and says how many it did. */
function startStopped(draft: Draft, census: Census, wanted: number, lifecycle?: Lifecycle): number {
  const startable = currentMembers(draft, census).filter(
    (instance) => isStartable(draft, instance) && (lifecycle === undefined || instance.lifecycle === lifecycle),
  );
  const chosen = startable.slice(0, Math.max(0, wanted));
  for (const instance of chosen) draft.move(instance, 'starting');
  return chosen.length;
}

function isStartable(draft: Draft, instance: PoolInstance): boolean {
  if (instance.phase !== 'stopped' || (instance.notBefore ?? 0) > draft.now) return false;
  return !draft.isStale(instance) && !isCooling(draft, instance);
}

function launchAll(draft: Draft, census: Census, wanted: { onDemand: number; any: number }): void {
  const { pool } = census;
  const key = versionKey({ pool: pool.name, version: draft.versionOf(pool) });
  const breaker = draft.ledger.breakers[key];
  const admitted = admits(breaker, draft.now);
  const unproven = currentMembers(draft, census).filter(({ phase }) => phase === 'launching' || phase === 'booting');
  if (breaker && (admitted === 'nothing' || (admitted === 'probe' && unproven.length > 0))) {
    const reason = `pool ${pool.name} launches nothing after ${breaker.failures} failures: ${breaker.code}: ${breaker.message}`;
    return admitted === 'nothing' && isHopeless(draft, census)
      ? giveUp(draft, census, reason)
      : explain(draft, census, reason);
  }
  const room = census.ceiling - census.existing.length;
  let [onDemand, any] = [wanted.onDemand, wanted.any];
  let left = Math.min(room, onDemand + any, admitted === 'probe' ? 1 : Number.POSITIVE_INFINITY);
  if (left <= 0)
    return explain(draft, census, `pool ${pool.name} has as many instances as its ceiling, ${census.ceiling}`);
  while (left > 0) {
    const isForOnDemand = onDemand > 0;
    const most = Math.min(left, isForOnDemand ? onDemand : any);
    const launched = launchSome(draft, census, { most, isForOnDemand });
    if (typeof launched === 'string') return explain(draft, census, launched);
    left -= launched;
    if (isForOnDemand) onDemand -= launched;
    else any -= launched;
  }
}

/** Intends one launch of at most so many; says how many, or why none. */
function launchSome(draft: Draft, census: Census, order: { most: number; isForOnDemand: boolean }): number | string {
  const { pool } = census;
  const { settings, now } = draft.context;
  const onDemand = currentMembers(draft, census).filter(({ lifecycle }) => lifecycle === 'on-demand').length;
  const spot = currentMembers(draft, census).length - onDemand;
  const strategy = STRATEGIES[pool.strategy];
  const lifecycles = order.isForOnDemand ? (['on-demand'] as const) : strategy.lifecycles(pool, { onDemand, spot });
  const chosen = chooseOffer(draft, pool, lifecycles);
  if (typeof chosen === 'string') return chosen;
  const bucket = takeLaunch(refill(draft.ledger.bucket, settings, now), now);
  if (!bucket) {
    draft.isRateLimited = true;
    return 'it waits for its turn: EC2 limits how fast instances are launched';
  }
  draft.ledger = { ...draft.ledger, bucket };
  const base = order.isForOnDemand ? 0 : Math.max(0, pool.onDemandBase - onDemand);
  const most = base > 0 ? Math.min(base, order.most) : order.most;
  return intend(draft, census, chosen, Math.min(most, chosen.most, settings.maximumBatch, LARGEST_BATCH));
}

/** Writes a launch and its instances down before EC2 is asked. */
function intend(draft: Draft, census: Census, { offer }: Chosen, count: number): number {
  const { pool, existing, members } = census;
  const { now, settings, seed } = draft.context;
  const version = draft.versionOf(pool);
  const token = `${settings.installation}-${seed}-${draft.launches.size}`.slice(-64);
  const lifeMinutes = pool.maximumAgeMinutes + pool.leaseMinutes + pool.bootMinutes + 60;
  const launch: PoolLaunch = {
    ...{ ...offer, token, count, version, pool, askedAt: now, expiresAt: now + lifeMinutes * 60_000 },
    ...{ tries: 0, notBefore: now },
  };
  draft.launches.set(token, launch);
  for (let index = 0; index < count; index += 1) {
    const instance = draft.put({
      ...{ ...offer, key: keyOf(token, index), pool: pool.name, version, phase: 'launching', phaseSince: now },
      ...{ fence: 0, uses: 0, bornAt: now, stretches: 0, tries: 0 },
    });
    existing.push(instance);
    members.push(instance);
  }
  return count;
}

/** Nothing of the pool works or may come to work. */
const isHopeless = (draft: Draft, census: Census): boolean => currentMembers(draft, census).length === 0;

function giveUp(draft: Draft, census: Census, reason: string): void {
  for (const request of stillWaiting(draft, census)) draft.report(request, 'failed', { reason });
}

/** Says to all that wait why they do. */
function explain(draft: Draft, census: Census, reason: string): void {
  for (const request of stillWaiting(draft, census)) {
    if (request.reason !== reason) draft.requests.set(request.id, { ...request, reason });
  }
}

function stillWaiting(draft: Draft, census: Census): BuildRequest[] {
  return census.waiting.flatMap(({ id }) => {
    const request = draft.requests.get(id);
    return request?.phase === 'waiting' ? [request] : [];
  });
}
