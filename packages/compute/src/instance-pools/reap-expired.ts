import { isKept, TAGS } from '@codeyard/engine/instance-pools/observed';
import type { InstanceApi } from './instance-api.ts';

/**
 * Ends what outlived its `expires` tag, whatever the tables say: the last resort when the scheduler itself is broken, to be run on a
 * schedule of its own. Gives the ids back that it ended.
 */
export async function reapExpired(api: InstanceApi, now: number): Promise<readonly string[]> {
  const requests = await api.spotRequests();
  const seen = await api.instances(requests.flatMap(({ instanceId }) => (instanceId ? [instanceId] : [])));
  const expired = seen.filter((instance) => {
    const expires = Date.parse(instance.tags[TAGS.expires] ?? '');
    const isThere = instance.state !== 'shutting-down' && instance.state !== 'terminated';
    return isThere && !isKept(instance) && expires <= now;
  });
  if (expired.length === 0) return [];
  const ids = new Set(expired.map(({ instanceId }) => instanceId));
  const open = requests.filter(({ instanceId, state }) => ids.has(instanceId ?? '') && state !== 'closed');
  if (open.length > 0) await api.cancelSpotRequests(open.map(({ spotRequestId }) => spotRequestId));
  const answers = await api.terminate([...ids]);
  return [...answers].flatMap(([id, refusal]) => (refusal ? [] : [id]));
}
