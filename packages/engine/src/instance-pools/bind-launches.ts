import type { Draft } from './draft.ts';
import type { LaunchedInstance } from './effect.ts';
import type { SeenInstance } from './observed.ts';
import type { PoolLaunch } from './pool-state.ts';

export const keyOf = (token: string, index: number): string => `${token}.${index}`;

/**
 * Ties instances to what was intended, by the token and the index that EC2 keeps with them; so an answer that was lost with its scheduler
 * is found again. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function bindSeen(draft: Draft, seen: readonly SeenInstance[]): void {
  for (const instance of seen) {
    const launch = draft.launches.get(instance.clientToken);
    if (launch) bindInstance(draft, launch, instance);
  }
}

/** The whole answer of a launch: what it has not brought never comes. */
export function bindAnswer(draft: Draft, launch: PoolLaunch, instances: readonly LaunchedInstance[]): void {
  for (const instance of instances) bindInstance(draft, launch, instance);
  dropLaunch(draft, launch, 'EC2 had fewer instances than were asked for');
}

/** The launch is over: its instances without an id are gone. */
export function dropLaunch(draft: Draft, launch: PoolLaunch, reason: string): void {
  draft.launches.delete(launch.token);
  for (let index = 0; index < launch.count; index += 1) {
    const instance = draft.instances.get(keyOf(launch.token, index));
    if (instance?.phase === 'launching') draft.move(instance, 'gone', { reason });
  }
}

function bindInstance(draft: Draft, launch: PoolLaunch, { instanceId, launchIndex, spotRequestId }: LaunchedInstance) {
  const instance = draft.instances.get(keyOf(launch.token, launchIndex));
  if (instance?.phase !== 'launching') return;
  draft.move(instance, 'booting', { instanceId, ...(spotRequestId ? { spotRequestId } : {}) });
}
