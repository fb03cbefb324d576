import type { Observed } from '@codeyard/engine/instance-pools/observed';
import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { InstanceApi } from './instance-api.ts';
import type { SchedulerParts } from './reconcile.ts';

/** Looks at everything; what could not be looked at is left out, and nothing follows from that. */
export async function observe(
  { api, warn }: Pick<SchedulerParts, 'api' | 'warn'>,
  state: PoolState,
  notices: readonly string[],
): Promise<Observed> {
  const look = async <Seen>(what: string, ask: () => Promise<Seen>): Promise<Seen | undefined> => {
    try {
      return await ask();
    } catch (error) {
      warn('a look failed', { what, error: String(error) });
      return undefined;
    }
  };
  const [world, managed, cleanings] = await Promise.all([
    lookAtInstances(api, look),
    look('managed instances', () => lookAtManaged(api, state)),
    look('cleanings', () => lookAtCleanings(api, state)),
  ]);
  return {
    ...world,
    ...(managed ? { managed } : {}),
    ...(cleanings ? { cleanings } : {}),
    notices,
  };
}

type Look = <Seen>(what: string, ask: () => Promise<Seen>) => Promise<Seen | undefined>;

async function lookAtInstances(api: InstanceApi, look: Look): Promise<Pick<Observed, 'instances' | 'spotRequests'>> {
  const spotRequests = await look('spot requests', () => api.spotRequests());
  const ids = (spotRequests ?? []).flatMap(({ instanceId }) => (instanceId ? [instanceId] : []));
  const instances = await look('instances', () => api.instances(ids));
  return { ...(spotRequests ? { spotRequests } : {}), ...(instances ? { instances } : {}) };
}

/** An instance whose launch is not known to us yet is asked for at the next look. */
async function lookAtManaged(api: InstanceApi, { instances }: PoolState) {
  const ids = Object.values(instances).flatMap(({ phase, instanceId }) =>
    instanceId && (phase === 'booting' || phase === 'starting' || phase === 'idle' || phase === 'cleaning')
      ? [instanceId]
      : [],
  );
  return ids.length > 0 ? await api.managed(ids) : {};
}

async function lookAtCleanings(api: InstanceApi, { instances }: PoolState) {
  const orders = Object.values(instances).flatMap(({ phase, instanceId, cleaning }) =>
    phase === 'cleaning' && instanceId && cleaning ? [{ instanceId, command: cleaning }] : [],
  );
  return orders.length > 0 ? await api.cleanings(orders) : {};
}
