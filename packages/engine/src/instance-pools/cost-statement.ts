import { type PriceTable, reportCosts } from './costs.ts';
import type { Prices } from './prices.ts';
import type { InstanceUsage, Usage } from './usage.ts';

/** What builds and pools cost in a time, for people. Amounts are in the prices' currency, times in milliseconds. */
export interface CostStatement {
  readonly from: number;
  readonly until: number;
  readonly currency: string;
  /** Of the prices. */
  readonly source: string;
  readonly date: string;
  /** The most expensive first, as everywhere here. */
  readonly pools: readonly PoolStatement[];
  readonly builds: readonly BuildStatement[];
  /** Builds that are not listed, and what they cost together. */
  readonly omittedBuilds: { readonly count: number; readonly cost: number };
  /** Instance types without a price: what they did counts as nothing. */
  readonly unpriced: readonly string[];
  /** Spot instances of these types count at their on-demand price, which is more than was paid. */
  readonly spotAtOnDemand: readonly string[];
}

export interface PoolStatement {
  readonly pool: string;
  readonly instances: number;
  readonly builds: number;
  readonly billedMs: number;
  readonly busyMs: number;
  readonly onDemand: number;
  readonly spot: number;
  readonly cost: number;
  /** The part in which no build had the instance: boots, cleaning, waiting. */
  readonly idleCost: number;
}

export interface BuildStatement {
  readonly build: string;
  readonly pool: string;
  readonly attempts: number;
  readonly busyMs: number;
  /** Of an instance that was made for the build all that it cost; of a pool's, the time in which the build had it. */
  readonly cost: number;
}

/** All instances that were made for a build alone, as one pool. */
export const OWN_INSTANCES = 'own instances';
const OWN_POOL = /^build:(.+)$/;

interface Time {
  readonly from: number;
  readonly until: number;
}

/**
 * States what was used in a time. A stretch that began before counts from there, and one that goes on up to there. `mostBuilds` are listed.
 */
export function stateCosts(
  usages: readonly Usage[],
  prices: Prices,
  { from, until, mostBuilds }: Time & { readonly mostBuilds: number },
): CostStatement {
  const cut = usages
    .map((usage) => ({ ...usage, from: Math.max(usage.from, from), until: Math.min(usage.until, until) }))
    .filter((usage) => usage.until >= usage.from);
  const table = withSpotPrices(prices.types);
  const builds = stateBuilds(cut, table).sort(byCost(({ build }) => build));
  const omitted = builds.slice(mostBuilds);
  return {
    ...{ from, until, currency: prices.currency, source: prices.source, date: prices.date },
    pools: statePools(cut, table).sort(byCost(({ pool }) => pool)),
    builds: builds.slice(0, mostBuilds),
    omittedBuilds: { count: omitted.length, cost: omitted.reduce((sum, { cost }) => sum + cost, 0) },
    unpriced: typesOf(cut, ({ type }) => !Object.hasOwn(table, type)),
    spotAtOnDemand: typesOf(
      cut,
      ({ type, lifecycle }) =>
        lifecycle === 'spot' && Object.hasOwn(prices.types, type) && prices.types[type]?.spot === undefined,
    ),
  };
}

const withSpotPrices = (types: PriceTable): PriceTable =>
  Object.fromEntries(Object.entries(types).map(([type, { onDemand, spot = onDemand }]) => [type, { onDemand, spot }]));

const typesOf = (usages: readonly Usage[], isMeant: (usage: Usage) => boolean): string[] =>
  [...new Set(usages.filter(isMeant).map(({ type }) => type))].sort();

function statePools(usages: readonly Usage[], table: PriceTable): PoolStatement[] {
  const pools = new Map<string, Usage[]>();
  for (const usage of usages) {
    const pool = OWN_POOL.test(usage.pool) ? OWN_INSTANCES : usage.pool;
    pools.set(pool, [...(pools.get(pool) ?? []), { ...usage, pool }]);
  }
  return [...pools].map(([pool, own]) => {
    const costs = reportCosts(own, table).pools[pool];
    const spot = reportCosts(own.filter(isSpotInstance), table).pools[pool]?.dollars ?? 0;
    const { dollars = 0, usedDollars = 0, onDemandSeconds = 0, spotSeconds = 0, buildSeconds = 0 } = costs ?? {};
    return {
      pool,
      instances: new Set(own.flatMap((usage) => (usage.kind === 'instance' ? [usage.instance] : []))).size,
      builds: new Set(own.flatMap((usage) => (usage.kind === 'build' ? [usage.build] : []))).size,
      ...{ billedMs: (onDemandSeconds + spotSeconds) * 1_000, busyMs: buildSeconds * 1_000 },
      ...{ onDemand: dollars - spot, spot, cost: dollars, idleCost: Math.max(0, dollars - usedDollars) },
    };
  });
}

const isSpotInstance = ({ kind, lifecycle }: Usage) => kind === 'instance' && lifecycle === 'spot';

function stateBuilds(usages: readonly Usage[], table: PriceTable): BuildStatement[] {
  const { pools, builds } = reportCosts(usages, table);
  const homes = new Map(
    usages.flatMap((usage) => (usage.kind === 'build' ? [[usage.build, usage.pool] as const] : [])),
  );
  // An instance may have been made for a build that never got it.
  const owners = usages.filter((usage) => usage.kind === 'instance').flatMap(ownerOf);
  return [...new Set([...homes.keys(), ...owners])].map((build) => {
    const { dollars = 0, seconds = 0, attempts = 0 } = builds[build] ?? {};
    const own = pools[`build:${build}`];
    const pool = own ? OWN_INSTANCES : (homes.get(build) ?? '');
    return { build, pool, attempts, busyMs: seconds * 1_000, cost: own?.dollars ?? dollars };
  });
}

function ownerOf({ pool }: InstanceUsage): string[] {
  const [, owner] = OWN_POOL.exec(pool) ?? [];
  return owner === undefined ? [] : [owner];
}

const byCost =
  <Item extends { readonly cost: number }>(nameOf: (item: Item) => string) =>
  (one: Item, other: Item): number =>
    other.cost - one.cost || (nameOf(one) < nameOf(other) ? -1 : 1);
