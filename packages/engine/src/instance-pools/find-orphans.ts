import type { Draft } from './draft.ts';
import { isKept, type SeenInstance, type SeenSpotRequest, TAGS } from './observed.ts';
import type { PoolInstance } from './pool-state.ts';

/** What nobody here knows of may be an instance whose row another scheduler is just writing, or that boots slowly. */
const GRACE_MS = 10 * 60_000;
/** A spot request that has no instance by then is not one that we wait for. */
const OPEN_REQUEST_MS = 10 * 60_000;

/** Instances that bear our tag, or are of our spot requests, and have no row: they get one, and end after a grace and a last look. */
export function findOrphans(draft: Draft, seen: readonly SeenInstance[]): void {
  const known = new Set([...draft.instances.values()].map(({ instanceId }) => instanceId));
  for (const instance of seen) {
    if (instance.state === 'shutting-down' || instance.state === 'terminated') continue;
    if (!known.has(instance.instanceId)) draft.put(rowOf(instance, draft.now));
  }
  const byId = new Map(seen.map((instance) => [instance.instanceId, instance]));
  for (const instance of draft.instances.values()) {
    const found = byId.get(instance.instanceId ?? '');
    if (instance.phase === 'orphaned' && found) judge(draft, instance, found);
  }
}

function judge(draft: Draft, instance: PoolInstance, seen: SeenInstance): void {
  if (instance.isHeld) {
    draft.hold(instance);
    return;
  }
  const bootMs = (draft.pool(instance.pool)?.bootMinutes ?? 0) * 60_000;
  if (draft.now - Math.max(instance.phaseSince, seen.launchedAt) < Math.max(GRACE_MS, bootMs)) return;
  draft.end(instance, 'nobody knows of it', { isDoubtful: true });
}

/** Spot requests that would bring or bring back an instance that nobody wants. */
export function findSpareSpotRequests(draft: Draft, requests: readonly SeenSpotRequest[]): void {
  const phases = new Map([...draft.instances.values()].map(({ instanceId, phase }) => [instanceId, phase]));
  for (const { spotRequestId, state, instanceId, createdAt } of requests) {
    if (state !== 'open' && state !== 'active' && state !== 'disabled') continue;
    const phase = phases.get(instanceId);
    const isUnfulfilled = instanceId === undefined && draft.now - createdAt >= OPEN_REQUEST_MS;
    const isOver = instanceId !== undefined && (phase === 'gone' || (phase === 'terminating' && state !== 'active'));
    if (isUnfulfilled || isOver) draft.effects.push({ type: 'cancel-spot-request', spotRequestId });
  }
}

function rowOf(seen: SeenInstance, now: number): PoolInstance {
  const { instanceId, type, subnet, lifecycle, tags, spotRequestId } = seen;
  return {
    ...{ key: instanceId, instanceId, type, subnet, lifecycle, phase: 'orphaned', phaseSince: now },
    pool: tags[TAGS.pool] ?? '',
    version: tags[TAGS.version] ?? '',
    ...(spotRequestId ? { spotRequestId } : {}),
    ...{ fence: 0, uses: 0, bornAt: seen.launchedAt, stretches: 0, tries: 0 },
    ...(seen.state === 'running' ? { billedSince: now } : {}),
    ...(isKept(seen) ? { isHeld: true } : {}),
  };
}
