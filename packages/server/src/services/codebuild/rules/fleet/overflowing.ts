import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { Fleet } from './fleet.ts';
import type { FleetCensus } from './pool-of-fleet.ts';
import { ceilingOf } from './pool-of-fleet.ts';

/** Ids of the builds that no machine of the fleet is on its way for, the latest ones; to be run on demand where the fleet says so. */
export function overflowing(fleet: Fleet, state: PoolState, { members, coming, ready, busy }: FleetCensus): string[] {
  if (fleet.settings.overflowBehavior !== 'ON_DEMAND') return [];
  const idle = Math.max(0, ready - busy);
  const room = fleet.missing !== undefined ? 0 : Math.max(0, ceilingOf(fleet) - members);
  return waitingIn(state).slice(idle + coming + room);
}

/** Ids of the builds that wait for a machine, in the order in which they get one. */
export const waitingIn = ({ requests }: PoolState): string[] =>
  Object.values(requests)
    .filter(({ phase }) => phase === 'waiting')
    .sort((one, other) => one.askedAt - other.askedAt || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
