import { capacityAt } from './capacity.ts';
import type { Draft } from './draft.ts';
import { needsOnDemand } from './place-requests.ts';
import type { Pool } from './pool.ts';
import type { BuildRequest, PoolInstance } from './pool-state.ts';

/** A pool's instances and requests, counted once for all decisions about its size; what is launched is added. */
export interface Census {
  readonly pool: Pool;
  readonly floor: number;
  readonly ceiling: number;
  /** Everything that EC2 may have for the pool: what counts towards its ceiling. */
  readonly existing: PoolInstance[];
  /** Those that are there to work, now or soon. */
  readonly members: PoolInstance[];
  /** Who waits, longest first. */
  readonly waiting: readonly BuildRequest[];
  /** Of them, how many take nothing but on-demand. */
  readonly waitingForOnDemand: number;
}

/** One for each pool that is defined, and one for each own pool of a request. */
export function takeCensus(draft: Draft, waiting: readonly BuildRequest[]): Census[] {
  const instances = group([...draft.instances.values()], ({ pool }) => pool);
  const requests = group(waiting, ({ pool }) => pool);
  const names = new Set([...Object.keys(draft.context.pools), ...requests.keys()]);
  return [...names].flatMap((name) => {
    const pool = draft.pool(name);
    return pool
      ? [countPool(draft, pool, { instances: instances.get(name) ?? [], waiting: requests.get(name) ?? [] })]
      : [];
  });
}

function countPool(
  draft: Draft,
  pool: Pool,
  found: { instances: readonly PoolInstance[]; waiting: readonly BuildRequest[] },
): Census {
  const existing = found.instances.filter(
    ({ phase, isDown }) => phase !== 'gone' && !(phase === 'terminating' && isDown),
  );
  return {
    ...{ pool, existing, waiting: found.waiting, ...capacityAt(pool, draft.now) },
    members: existing.filter(({ phase }) => phase !== 'terminating' && phase !== 'kept' && phase !== 'orphaned'),
    waitingForOnDemand: found.waiting.filter((request) => needsOnDemand(request, pool)).length,
  };
}

/** A pool's members as they are after what was decided so far. */
export function currentMembers(draft: Draft, { members }: Census): PoolInstance[] {
  return currentOf(draft, members);
}

/** Those that stay, as they are after what was decided so far. */
export function currentOf(draft: Draft, instances: readonly PoolInstance[]): PoolInstance[] {
  return instances.flatMap(({ key }) => {
    const now = draft.instances.get(key);
    return now && now.phase !== 'terminating' && now.phase !== 'gone' ? [now] : [];
  });
}

/** Instances that will be ready without anybody doing anything for it. */
export const isComing = ({ phase }: PoolInstance): boolean =>
  phase === 'launching' || phase === 'booting' || phase === 'starting' || phase === 'cleaning';

function group<Item>(items: readonly Item[], nameOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const list = groups.get(nameOf(item));
    if (list) list.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
}
