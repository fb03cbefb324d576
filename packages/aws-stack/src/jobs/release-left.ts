import { releaseInstance } from '@codeyard/compute/instance-pools/build-requests';
import type { Parts } from '../parts.ts';
import { wakeScheduler } from '../steps/wake-scheduler.ts';

/** Gives back what builds that are over still have or wait for: their release failed, or came before their request did. */
export async function releaseLeft(parts: Parts): Promise<void> {
  const { builds, now, store } = parts;
  const { state } = await store.load();
  let released = 0;
  for (const request of Object.values(state.requests)) {
    if (request.phase === 'released' || request.phase === 'failed') continue;
    const build = await builds.find(request.id);
    if (build && build.phase !== 'ended') continue;
    await releaseInstance(store, request, now());
    released++;
  }
  if (released > 0) await wakeScheduler(parts);
}
