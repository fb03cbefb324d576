import type { Effect, Outcome } from '@codeyard/engine/instance-pools/effect';
import type { Plan } from '@codeyard/engine/instance-pools/plan';
import { ask, unknownRefusal } from './ask.ts';
import { endInstances, stopInstances } from './end-instances.ts';
import type { SchedulerParts } from './reconcile.ts';

/** Does what a saved plan asks for, each thing on its own: what fails is told in its outcome and stops nothing else. */
export async function act(parts: SchedulerParts, { state, effects }: Plan): Promise<readonly Outcome[]> {
  const of = <Type extends Effect['type']>(type: Type) =>
    effects.filter((effect): effect is Extract<Effect, { type: Type }> => effect.type === type);
  const stops = of('stop');
  const outcomes = await Promise.all([
    ...of('launch').map((effect) => launch(parts, state.launches[effect.token])),
    ask(of('start'), (ids) => parts.api.start(ids)),
    ...[true, false].map((hibernates) =>
      stopInstances(
        parts,
        hibernates,
        stops.filter((effect) => effect.hibernates === hibernates),
      ),
    ),
    endInstances(parts, of('terminate')),
    ...of('clean').map((effect) => clean(parts, effect)),
    cancel(parts, of('cancel-spot-request')),
    ...of('tell').map((effect) => tell(parts, effect)),
  ]);
  return outcomes.flat();
}

async function launch(
  { api }: SchedulerParts,
  wanted: Plan['state']['launches'][string] | undefined,
): Promise<Outcome[]> {
  if (!wanted) return [];
  const { token } = wanted;
  const answer = await api.launch(wanted).catch(unknownRefusal);
  if ('kind' in answer) return [{ type: 'launch-refused', token, refusal: answer }];
  return [{ type: 'launched', token, instances: answer }];
}

async function clean({ api }: SchedulerParts, effect: Extract<Effect, { type: 'clean' }>): Promise<Outcome[]> {
  const { key } = effect;
  const answer = await api.clean(effect).catch(unknownRefusal);
  return [
    typeof answer === 'string' ? { type: 'cleaning', key, command: answer } : { type: 'refused', key, refusal: answer },
  ];
}

/** Their requests are looked at again each time, so there is no outcome to keep. */
async function cancel(
  { api, warn }: SchedulerParts,
  effects: readonly Extract<Effect, { type: 'cancel-spot-request' }>[],
): Promise<Outcome[]> {
  const ids = effects.map(({ spotRequestId }) => spotRequestId);
  if (ids.length > 0) {
    await api
      .cancelSpotRequests(ids)
      .catch((error) => warn('spot requests were not cancelled', { ids, error: String(error) }));
  }
  return [];
}

async function tell({ tell, warn }: SchedulerParts, { news }: Extract<Effect, { type: 'tell' }>): Promise<Outcome[]> {
  const { id, attempt, phase } = news.request;
  try {
    await tell(news);
    return [{ type: 'told', request: id, attempt, phase }];
  } catch (error) {
    warn('a build was not told of its instance', { build: id, phase, error: String(error) });
    return [];
  }
}
