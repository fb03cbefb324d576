import type { Effect, Outcome } from '@codeyard/engine/instance-pools/effect';
import { isKept, type SeenInstance } from '@codeyard/engine/instance-pools/observed';
import { ask } from './ask.ts';
import type { SchedulerParts } from './reconcile.ts';

type End = Extract<Effect, { type: 'terminate' }>;

/**
 * Ends instances, after a last look at each: a `keep` tag that was set meanwhile holds it, and one that nobody should be using is spared
 * when a command runs on it. Who cannot look does not end anything. Spot requests go first, so that they bring nothing back.
 */
export async function endInstances(parts: SchedulerParts, effects: readonly End[]): Promise<Outcome[]> {
  if (effects.length === 0) return [];
  try {
    const seen = await parts.api.look(effects.map(({ instanceId }) => instanceId));
    const byId = new Map(seen.map((instance) => [instance.instanceId, instance]));
    const judged = await Promise.all(effects.map((effect) => judge(parts, effect, byId.get(effect.instanceId))));
    const doomed = judged.flatMap(({ effect, verdict }) => (verdict === 'end' ? [effect] : []));
    const spared = judged.flatMap(({ effect: { key }, verdict }): Outcome[] =>
      verdict === 'busy' || verdict === 'kept' ? [{ type: 'spared', key, why: verdict }] : [],
    );
    return [...spared, ...(await terminate(parts, doomed))];
  } catch (error) {
    parts.warn('instances are not ended without a last look', { instances: effects.length, error: String(error) });
    return [];
  }
}

/** Stops instances, but for those that are kept meanwhile. */
export async function stopInstances(
  parts: SchedulerParts,
  hibernates: boolean,
  effects: readonly Extract<Effect, { type: 'stop' }>[],
): Promise<Outcome[]> {
  if (effects.length === 0) return [];
  try {
    const seen = await parts.api.look(effects.map(({ instanceId }) => instanceId));
    const kept = new Set(seen.filter(isKept).map(({ instanceId }) => instanceId));
    const free = effects.filter(({ instanceId }) => !kept.has(instanceId));
    const spared = effects.filter(({ instanceId }) => kept.has(instanceId));
    return [
      ...spared.map(({ key }): Outcome => ({ type: 'spared', key, why: 'kept' })),
      ...(await ask(free, (ids) => parts.api.stop(ids, { hibernates }))),
    ];
  } catch (error) {
    parts.warn('instances are not stopped without a last look', { instances: effects.length, error: String(error) });
    return [];
  }
}

async function judge({ api, warn }: SchedulerParts, effect: End, seen: SeenInstance | undefined) {
  if (seen && isKept(seen)) return { effect, verdict: 'kept' as const };
  if (!effect.unlessBusy) return { effect, verdict: 'end' as const };
  try {
    return { effect, verdict: (await api.isBusy(effect.instanceId)) ? ('busy' as const) : ('end' as const) };
  } catch (error) {
    warn('it is not known whether an instance is busy', { instance: effect.instanceId, error: String(error) });
    return { effect, verdict: 'unknown' as const };
  }
}

async function terminate(parts: SchedulerParts, doomed: readonly End[]): Promise<Outcome[]> {
  const consoles = new Map<string, string>();
  for (const { key, instanceId, keepsConsole } of doomed) {
    const output = keepsConsole ? await parts.api.consoleOutput(instanceId).catch(() => undefined) : undefined;
    if (output !== undefined) consoles.set(key, output);
  }
  const uncancelled = await cancelSpotRequests(parts, doomed);
  const free = doomed.filter(({ spotRequestId }) => spotRequestId === undefined || !uncancelled.has(spotRequestId));
  const outcomes = await ask(free, (ids) => parts.api.terminate(ids));
  return outcomes.map((outcome) => {
    const console = outcome.type === 'asked' ? consoles.get(outcome.key) : undefined;
    return outcome.type === 'asked' && console !== undefined ? { ...outcome, console } : outcome;
  });
}

/** Those that are still there to bring an instance back. */
async function cancelSpotRequests({ api, warn }: SchedulerParts, doomed: readonly End[]): Promise<ReadonlySet<string>> {
  const ids = doomed.flatMap(({ spotRequestId }) => (spotRequestId ? [spotRequestId] : []));
  if (ids.length === 0) return new Set();
  const answers = await api.cancelSpotRequests(ids);
  const left = [...answers].filter(([, refusal]) => refusal && refusal.kind !== 'not-found');
  if (left.length > 0) warn('spot requests were not cancelled', { requests: left.map(([id]) => id) });
  return new Set(left.map(([id]) => id));
}
