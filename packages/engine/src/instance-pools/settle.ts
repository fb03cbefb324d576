import { bindAnswer, dropLaunch } from './bind-launches.ts';
import { countFailure, growBatch, openForQuota, quotaKey, versionKey } from './breakers.ts';
import { Draft } from './draft.ts';
import type { Outcome, Refusal } from './effect.ts';
import { pauseAfter, throttle } from './launch-rate.ts';
import { coolOffer, warmOffer } from './offers.ts';
import type { PlanContext } from './plan-context.ts';
import type { PoolInstance, PoolLaunch, PoolState } from './pool-state.ts';

/** A launch that nobody could tell anything of for so long is given up; what it may have brought is an orphan. */
const LOST_LAUNCH_MS = 60 * 60_000;
const MOST_TRIES = 3;
/** Nothing was done: it is asked again sooner than what nobody knows the outcome of. */
const SLOWER = { firstMs: 2_000, longestMs: 60_000 };

/** The state with what came of the effects; an outcome that no longer fits it changes nothing. */
export function settle(state: PoolState, outcomes: readonly Outcome[], context: PlanContext): PoolState {
  const draft = new Draft(state, context);
  for (const outcome of outcomes) take(draft, outcome);
  return draft.toState();
}

function take(draft: Draft, outcome: Outcome): void {
  if (outcome.type === 'launched' || outcome.type === 'launch-refused') {
    const launch = draft.launches.get(outcome.token);
    if (!launch) return;
    if (outcome.type === 'launched') takeLaunched(draft, launch, outcome.instances);
    else takeLaunchRefused(draft, launch, outcome.refusal);
  } else if (outcome.type === 'told') takeTold(draft, outcome);
  else {
    const instance = draft.instances.get(outcome.key);
    if (instance) takeActed(draft, instance, outcome);
  }
}

function takeLaunched(
  draft: Draft,
  launch: PoolLaunch,
  instances: Extract<Outcome, { type: 'launched' }>['instances'],
): void {
  bindAnswer(draft, launch, instances);
  const { bucket, breakers, coolings } = draft.ledger;
  draft.ledger = {
    bucket: { ...bucket, throttles: 0 },
    breakers: growBatch(breakers, quotaKey(launch), launch.count),
    coolings,
  };
  // What is missing had no capacity: the rest is tried elsewhere.
  if (instances.length < launch.count) coolOffer(draft, launch);
  else warmOffer(draft, launch);
}

function takeLaunchRefused(draft: Draft, launch: PoolLaunch, refusal: Refusal): void {
  const { code, message } = refusal;
  const failure = { code, message, now: draft.now, chance: draft.chance() };
  const { bucket, breakers } = draft.ledger;
  const why = `${code}: ${message}`;
  switch (refusal.kind) {
    case 'unknown':
      // It is asked again: EC2 knows by the token whether it was done.
      if (draft.now - launch.askedAt >= LOST_LAUNCH_MS) dropLaunch(draft, launch, why);
      return;
    case 'throttled':
      draft.ledger = { ...draft.ledger, bucket: throttle(bucket, draft.now, failure.chance) };
      break;
    case 'no-capacity':
      coolOffer(draft, launch);
      break;
    case 'quota':
      draft.ledger = {
        ...draft.ledger,
        breakers: openForQuota(breakers, quotaKey(launch), { ...failure, count: launch.count }),
      };
      break;
    default: {
      const key = versionKey({ pool: launch.pool.name, version: launch.version });
      const limit = launch.pool.failuresToStop;
      draft.ledger = { ...draft.ledger, breakers: countFailure(breakers, key, { ...failure, limit }) };
    }
  }
  dropLaunch(draft, launch, why);
}

type Acted = Extract<Outcome, { key: string }>;

function takeActed(draft: Draft, instance: PoolInstance, outcome: Acted): void {
  const { phase } = instance;
  if (outcome.type === 'asked') {
    if (phase === 'terminating' && outcome.console !== undefined) draft.put({ ...instance, console: outcome.console });
  } else if (outcome.type === 'cleaning') {
    if (phase === 'cleaning') draft.put({ ...instance, cleaning: outcome.command });
  } else if (outcome.type === 'spared') takeSpared(draft, instance, outcome.why);
  else takeRefused(draft, instance, outcome.refusal);
}

function takeSpared(draft: Draft, instance: PoolInstance, why: 'busy' | 'kept'): void {
  if (why === 'kept' && instance.phase === 'stopping') draft.hold({ ...instance, isHeld: true });
  if (instance.phase !== 'terminating') return;
  if (why === 'kept') draft.hold({ ...instance, isHeld: true });
  else if (instance.key === instance.instanceId) draft.move(instance, 'orphaned', { reason: 'something runs on it' });
  else draft.move(instance, 'booting', { reason: 'something runs on it' });
}

/** What EC2 refuses now it may do later; what it refuses again and again ends, and what cannot be ended is stuck. */
function takeRefused(draft: Draft, instance: PoolInstance, { kind, code, message }: Refusal): void {
  const reason = `${code}: ${message}`;
  if (kind === 'unknown') return;
  if (kind === 'throttled') {
    const notBefore = draft.now + pauseAfter(instance.tries - 1, draft.chance(), SLOWER);
    if (instance.notBefore !== undefined) draft.put({ ...instance, notBefore });
    return;
  }
  if (instance.phase === 'starting' && (kind === 'no-capacity' || kind === 'quota')) {
    coolOffer(draft, instance);
    draft.move(instance, 'stopped', { reason, isDown: true });
  } else if (instance.phase === 'terminating') draft.put({ ...instance, reason });
  else if (instance.phase === 'starting' || instance.phase === 'stopping' || instance.phase === 'cleaning') {
    if (instance.tries >= MOST_TRIES) draft.end(instance, reason);
  }
}

function takeTold(draft: Draft, outcome: Extract<Outcome, { type: 'told' }>): void {
  const request = draft.requests.get(outcome.request);
  if (request?.phase !== outcome.phase || request.attempt !== outcome.attempt) return;
  const { tellAt: _tellAt, ...told } = request;
  draft.requests.set(request.id, { ...told, isTold: true });
}
