import { close, countFailure, versionKey } from './breakers.ts';
import type { Draft } from './draft.ts';
import { type InstanceState, isKept, type Observed, type SeenInstance } from './observed.ts';
import { coolOffer } from './offers.ts';
import type { PoolInstance } from './pool-state.ts';

/** EC2 is eventually consistent, and shows what is terminated for about an hour: what is not shown for so long is no more. */
const MISSING_MS = 5 * 60_000;
const DEFAULT_BOOT_MINUTES = 10;

/** Brings every instance's row up to what EC2 and Systems Manager show. */
export function takeIn(draft: Draft, observed: Observed & { readonly instances: readonly SeenInstance[] }): void {
  const seenById = new Map(observed.instances.map((seen) => [seen.instanceId, seen]));
  const interrupted = interruptedIds(observed);
  for (const instance of [...draft.instances.values()]) {
    if (instance.instanceId === undefined) continue;
    const seen = seenById.get(instance.instanceId);
    if (!seen) takeInMissing(draft, instance);
    else {
      const found = instance.missingSince === undefined ? instance : draft.put(withoutMissing(instance));
      takeInState(draft, found, { seen, observed, isInterrupted: interrupted.has(seen.instanceId) });
    }
  }
}

/** An instance that is gone, with all that follows from it. */
export function lose(draft: Draft, instance: PoolInstance, reason: string): void {
  const ended = draft.endBilling(draft.interrupt(instance, reason));
  draft.move(ended, 'gone', { reason: instance.reason ?? reason, isDown: true });
}

/** A boot that came to nothing: a mark against what the instance is made of. */
export function countBootFailure(draft: Draft, instance: PoolInstance, message: string): void {
  if (instance.readyAt !== undefined) return;
  const limit = draft.pool(instance.pool)?.failuresToStop ?? 1;
  const failure = { code: 'BootFailed', message, now: draft.now, chance: draft.chance(), limit };
  draft.ledger = { ...draft.ledger, breakers: countFailure(draft.ledger.breakers, versionKey(instance), failure) };
}

interface Sight {
  readonly seen: SeenInstance;
  readonly observed: Observed;
  readonly isInterrupted: boolean;
}

function takeInState(draft: Draft, instance: PoolInstance, sight: Sight): void {
  const { state } = sight.seen;
  if (state === 'terminated') return takeInEnd(draft, instance, sight.seen, true);
  if (state === 'shutting-down') return takeInEnd(draft, instance, sight.seen, false);
  if (instance.phase === 'gone') {
    // It was given up too early: what lives is looked at again.
    draft.move(instance, 'orphaned', { isDown: false, reason: 'EC2 shows it again' });
    return;
  }
  const noticed = takeInNotice(draft, takeInBilling(draft, instance, sight.seen), sight);
  const kept = takeInKeep(draft, noticed, sight.seen);
  if (kept.phase === 'kept' || kept.phase === 'orphaned' || kept.phase === 'terminating') return;
  if (kept.phase === 'starting') takeInStart(draft, kept, state);
  if (isLate(draft, kept, state)) {
    draft.end(kept, `it was ${kept.phase} for too long, and EC2 shows it ${state}`);
    return;
  }
  if (state === 'running') takeInRunning(draft, draft.instances.get(kept.key) ?? kept, sight);
  if (state === 'stopping' || state === 'stopped') takeInStopped(draft, kept, sight.seen);
}

function takeInEnd(draft: Draft, instance: PoolInstance, seen: SeenInstance, isOver: boolean): void {
  if (instance.phase === 'gone' || (!isOver && instance.isDown && instance.phase === 'terminating')) return;
  const why = seen.reason ? `EC2 ended the instance: ${seen.reason}` : 'EC2 ended the instance';
  if (instance.phase === 'booting') blameBoot(draft, instance, seen, why);
  if (isOver) return lose(draft, instance, why);
  const ended = draft.endBilling(draft.interrupt(instance, why));
  if (ended.phase === 'terminating') draft.put({ ...ended, isDown: true });
  else draft.move(ended, 'terminating', { isDown: true, reason: why });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
function blameBoot(draft: Draft, instance: PoolInstance, { reason = '' }: SeenInstance, why: string): void {
  if (instance.isInterrupted || reason.startsWith('Server.Spot')) return;
  if (reason === 'Server.InsufficientInstanceCapacity') return coolOffer(draft, instance);
  if (reason !== 'Client.UserInitiatedShutdown') countBootFailure(draft, instance, why);
}

function takeInNotice(draft: Draft, instance: PoolInstance, { isInterrupted }: Sight): PoolInstance {
  if (!isInterrupted || instance.isInterrupted) return instance;
  const marked = draft.put({ ...instance, isInterrupted: true });
  return draft.end(marked, 'EC2 takes the spot instance back');
}

/** The tag holds whatever is not in use; what is in use is held when it would end. */
function takeInKeep(draft: Draft, instance: PoolInstance, seen: SeenInstance): PoolInstance {
  const { isHeld, ...free } = instance;
  const { phase } = instance;
  if (!isKept(seen)) {
    if (!isHeld) return instance;
    return phase === 'kept' ? draft.end(free, 'it is kept no longer') : draft.put(free);
  }
  const held = isHeld ? instance : draft.put({ ...instance, isHeld: true });
  const isFree =
    phase === 'idle' || phase === 'stopping' || phase === 'stopped' || phase === 'orphaned' || phase === 'terminating';
  return isFree ? draft.hold(held) : held;
}

/** EC2 is asked to start it for as long as it does not show that it was. */
function takeInStart(draft: Draft, instance: PoolInstance, state: InstanceState): void {
  const isDown = state === 'stopping' || state === 'stopped';
  if (isDown !== (instance.isDown === true)) draft.put({ ...instance, isDown });
}

/** EC2 itself hangs: an instance that never runs, or never stops. */
function isLate(draft: Draft, { pool, phase, phaseSince }: PoolInstance, state: InstanceState): boolean {
  const isHanging = phase === 'booting' || phase === 'starting' ? state !== 'running' : phase === 'stopping';
  return isHanging && draft.now - phaseSince >= bootMs(draft, pool);
}

function takeInRunning(draft: Draft, instance: PoolInstance, { seen, observed }: Sight): void {
  const { phase } = instance;
  if (phase === 'booting' || phase === 'starting') return takeInBoot(draft, instance, { seen, observed });
  // Somebody else started it.
  if (phase === 'stopped' && isStartedSince(seen, instance)) draft.move(instance, 'starting', { isDown: false });
  if (phase === 'idle') takeInReach(draft, instance, { seen, observed });
}

function takeInBilling(draft: Draft, instance: PoolInstance, seen: SeenInstance): PoolInstance {
  const isStaleNews = instance.phase === 'stopped' && !isStartedSince(seen, instance);
  if (seen.state !== 'running' || instance.billedSince !== undefined || isStaleNews) return instance;
  return draft.put({ ...instance, billedSince: draft.now });
}

/** Otherwise EC2 shows an instance that stopped as it was before. */
const isStartedSince = (seen: SeenInstance, instance: PoolInstance) => seen.launchedAt > instance.phaseSince;

function takeInBoot(draft: Draft, instance: PoolInstance, { seen, observed }: Omit<Sight, 'isInterrupted'>): void {
  if (!observed.managed) return;
  if (isReached(seen, observed.managed)) {
    const readyAt = instance.readyAt ?? draft.now;
    const { isDoubtful: _doubt, ...trusted } = instance;
    draft.move(trusted, 'idle', { readyAt, isDown: false });
    draft.ledger = { ...draft.ledger, breakers: close(draft.ledger.breakers, versionKey(instance)) };
    return;
  }
  if (draft.now - instance.phaseSince < bootMs(draft, instance.pool)) return;
  const why = `Systems Manager did not reach it within ${bootMs(draft, instance.pool) / 60_000} minutes of its launch`;
  countBootFailure(draft, instance, why);
  draft.end(instance, why, { isDoubtful: true });
}

/** A ready instance whose agent went silent is not offered, and replaced when it stays so. */
function takeInReach(draft: Draft, instance: PoolInstance, { seen, observed }: Omit<Sight, 'isInterrupted'>): void {
  if (!observed.managed) return;
  const { unreachedSince, ...reached } = instance;
  if (isReached(seen, observed.managed)) {
    if (unreachedSince !== undefined) draft.put(reached);
  } else if (unreachedSince === undefined) draft.put({ ...instance, unreachedSince: draft.now });
  else if (draft.now - unreachedSince >= bootMs(draft, instance.pool)) {
    draft.end(instance, 'Systems Manager does not reach it any more', { isDoubtful: true });
  }
}

function takeInStopped(draft: Draft, instance: PoolInstance, { state }: SeenInstance): void {
  const isOver = state === 'stopped';
  if (instance.phase === 'starting' || instance.phase === 'stopped') return;
  if (instance.phase === 'stopping') {
    if (!instance.isDown) draft.put({ ...instance, isDown: true });
    if (isOver)
      draft.move(draft.endBilling(draft.instances.get(instance.key) ?? instance), 'stopped', { isDown: true });
    return;
  }
  // Nobody here asked for that: its job is lost, the instance is not.
  if (instance.phase === 'booting') countBootFailure(draft, instance, 'it stopped while it booted');
  const free = draft.endBilling(draft.interrupt(instance, 'the instance was stopped'));
  draft.move(free, isOver ? 'stopped' : 'stopping', { isDown: true });
}

function takeInMissing(draft: Draft, instance: PoolInstance): void {
  if (instance.phase === 'gone') return;
  if (instance.missingSince === undefined) draft.put({ ...instance, missingSince: draft.now });
  else if (draft.now - instance.missingSince >= MISSING_MS)
    lose(draft, instance, 'EC2 does not show the instance any more');
}

/**
 * A ping from before the instance's last start says nothing of now. Both times are AWS's own, so our clock does not matter.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html
 */
function isReached(seen: SeenInstance, managed: Readonly<Record<string, number | undefined>>): boolean {
  if (!Object.hasOwn(managed, seen.instanceId)) return false;
  const ping = managed[seen.instanceId];
  return ping === undefined || ping >= seen.launchedAt;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instances-request-status-lifecycle.html */
function interruptedIds({ notices = [], spotRequests = [] }: Observed): ReadonlySet<string> {
  const marked = spotRequests.filter(({ status }) => status.startsWith('marked-for-'));
  return new Set([...notices, ...marked.flatMap(({ instanceId }) => (instanceId ? [instanceId] : []))]);
}

const bootMs = (draft: Draft, pool: string) => (draft.pool(pool)?.bootMinutes ?? DEFAULT_BOOT_MINUTES) * 60_000;

function withoutMissing({ missingSince: _missing, ...instance }: PoolInstance): PoolInstance {
  return instance;
}
