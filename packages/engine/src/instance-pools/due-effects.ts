import type { Draft } from './draft.ts';
import { nextLaunchAt, pauseAfter, refill, takeLaunch } from './launch-rate.ts';
import type { BuildRequest, PoolInstance, PoolLaunch } from './pool-state.ts';

/** What a scheduler that died has asked EC2 is asked again after so long; it grows while EC2 refuses. */
const AGAIN = { firstMs: 20_000, longestMs: 10 * 60_000 };
/** An instance that is not gone after so many asks is stuck: it is said, and asked for ever more rarely. */
const STUCK_TRIES = 3;

export const isStuck = ({ phase, tries }: PoolInstance): boolean => phase === 'terminating' && tries > STUCK_TRIES;

/**
 * Everything that the state asks of the world and that is due. It comes of the rows alone, so that nothing is forgotten with the scheduler
 * that wanted it; an effect that was handed out comes again only after a pause.
 */
export function collectEffects(draft: Draft): void {
  for (const launch of draft.launches.values()) askForLaunch(draft, launch);
  for (const instance of draft.instances.values()) askForInstance(draft, instance);
  for (const request of draft.requests.values()) tellFlow(draft, request);
}

function tellFlow(draft: Draft, request: BuildRequest): void {
  const { phase, isTold, tellAt = 0 } = request;
  if (isTold || phase === 'waiting' || phase === 'released' || tellAt > draft.now) return;
  draft.effects.push({ type: 'tell', news: { request: { ...request, phase } } });
  draft.requests.set(request.id, { ...request, tellAt: draft.now + AGAIN.firstMs });
}

function askForLaunch(draft: Draft, launch: PoolLaunch): void {
  const { now, settings } = draft.context;
  if (launch.notBefore > now) return;
  // The first try was paid for when the launch was intended.
  if (launch.tries > 0) {
    const bucket = takeLaunch(refill(draft.ledger.bucket, settings, now), now);
    if (!bucket) return;
    draft.ledger = { ...draft.ledger, bucket };
  }
  const notBefore = now + pauseAfter(launch.tries, draft.chance(), AGAIN);
  draft.launches.set(launch.token, { ...launch, tries: launch.tries + 1, notBefore });
  draft.effects.push({ type: 'launch', token: launch.token });
}

function askForInstance(draft: Draft, instance: PoolInstance): void {
  const { key, instanceId, phase, notBefore = 0 } = instance;
  if (instanceId === undefined || notBefore > draft.now) return;
  if (phase === 'terminating' && !instance.isDown) {
    draft.effects.push({
      ...{ type: 'terminate', key, instanceId, unlessBusy: instance.isDoubtful === true },
      ...(instance.spotRequestId ? { spotRequestId: instance.spotRequestId } : {}),
      keepsConsole: instance.readyAt === undefined && instance.console === undefined && instance.key !== instanceId,
    });
  } else if (phase === 'starting' && instance.isDown) draft.effects.push({ type: 'start', key, instanceId });
  else if (phase === 'stopping' && !instance.isDown) {
    const hibernates = draft.pool(instance.pool)?.hibernates ?? false;
    draft.effects.push({ type: 'stop', key, instanceId, hibernates });
  } else if (phase === 'cleaning' && instance.cleaning === undefined) {
    draft.effects.push({ type: 'clean', key, instanceId, pool: instance.pool, fence: instance.fence });
  } else return;
  const again = draft.now + pauseAfter(instance.tries, draft.chance(), AGAIN);
  draft.put({ ...instance, tries: instance.tries + 1, notBefore: again });
}

/** When something will be due that no event may tell of. */
export function nextLook(draft: Draft): number | undefined {
  const { now, settings } = draft.context;
  const times: number[] = [];
  for (const { notBefore } of draft.launches.values()) times.push(notBefore);
  for (const instance of draft.instances.values()) {
    if (isOnItsWay(instance)) times.push(now + 1_000);
    if (instance.notBefore !== undefined) times.push(instance.notBefore);
  }
  for (const { isTold, tellAt } of draft.requests.values()) if (!isTold && tellAt !== undefined) times.push(tellAt);
  if (draft.isRateLimited) times.push(nextLaunchAt(refill(draft.ledger.bucket, settings, now), settings));
  if ([...draft.requests.values()].some(({ phase }) => phase === 'waiting')) times.push(...pauses(draft));
  const next = Math.min(...times.map((time) => Math.max(time, now + 200)));
  return Number.isFinite(next) ? next : undefined;
}

/** When what keeps launches back is over. */
function pauses({ ledger, now }: Draft): number[] {
  const ends = [
    ...Object.values(ledger.coolings).map(({ until }) => until),
    ...Object.values(ledger.breakers).map(({ openUntil = 0 }) => openUntil),
  ];
  return ends.filter((end) => end > now);
}

/** Something changes with it soon, and not everything that does sends an event: nobody tells that Systems Manager reaches an instance. */
const isOnItsWay = ({ phase, isDown }: PoolInstance): boolean =>
  phase === 'launching' ||
  phase === 'booting' ||
  phase === 'starting' ||
  phase === 'cleaning' ||
  phase === 'stopping' ||
  (phase === 'terminating' && isDown !== true);
