import type { Prices } from './prices.ts';
import type { BuildUsage, InstanceUsage, Usage } from './usage.ts';

/** What builds and pools cost in a time. Amounts are in the prices' currency, times in milliseconds. */
export interface CostReport {
  readonly from: number;
  readonly until: number;
  readonly currency: string;
  /** Of the prices, for people. */
  readonly source: string;
  readonly date: string;
  /** The most expensive first, as everywhere here. */
  readonly pools: readonly PoolCost[];
  readonly builds: readonly BuildCost[];
  /** Builds that are not listed, and what they cost together. */
  readonly omittedBuilds: { readonly count: number; readonly cost: number };
  /** Instance types without a price: what they did counts as nothing. */
  readonly unpriced: readonly string[];
  /** Spot instances of these types count at their on-demand price, which is more than was paid. */
  readonly spotAtOnDemand: readonly string[];
}

export interface PoolCost {
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

export interface BuildCost {
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

/** https://aws.amazon.com/ec2/pricing/on-demand/: by the second, with a minute at least. */
const LEAST_BILLED_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Time {
  readonly from: number;
  readonly until: number;
}

/**
 * Counts what was used in a time. A stretch that began before counts from there, and one that goes on up to there. EC2 bills at least a
 * minute of every stretch, by the second.
 */
export function countCosts(
  usages: readonly Usage[],
  prices: Prices,
  { from, until, mostBuilds }: Time & { readonly mostBuilds: number },
): CostReport {
  const tariff = new Tariff(prices);
  const cut = usages
    .map((usage) => ({ ...usage, from: Math.max(usage.from, from), until: Math.min(usage.until, until) }))
    .filter((usage) => usage.until >= usage.from);
  const instances = cut.filter((usage) => usage.kind === 'instance');
  const leases = cut.filter((usage) => usage.kind === 'build');
  const builds = countBuilds(instances, leases, tariff).sort(byCost(({ build }) => build));
  const pools = countPools(instances, leases, tariff).sort(byCost(({ pool }) => pool));
  const omitted = builds.slice(mostBuilds);
  return {
    ...{ from, until, currency: prices.currency, source: prices.source, date: prices.date },
    ...{ pools, builds: builds.slice(0, mostBuilds) },
    omittedBuilds: { count: omitted.length, cost: sum(omitted, ({ cost }) => cost) },
    ...{ unpriced: [...tariff.unpriced].sort(), spotAtOnDemand: [...tariff.spotAtOnDemand].sort() },
  };
}

class Tariff {
  readonly unpriced = new Set<string>();
  readonly spotAtOnDemand = new Set<string>();
  private readonly prices: Prices;

  constructor(prices: Prices) {
    this.prices = prices;
  }

  costOf({ type, lifecycle }: Pick<Usage, 'type' | 'lifecycle'>, milliseconds: number): number {
    return (this.hourly(type, lifecycle) * milliseconds) / HOUR_MS;
  }

  private hourly(type: string, lifecycle: Usage['lifecycle']): number {
    const { onDemand, spot } = this.prices;
    if (lifecycle === 'spot' && Object.hasOwn(spot, type)) return spot[type] ?? 0;
    if (!Object.hasOwn(onDemand, type)) {
      this.unpriced.add(type);
      return 0;
    }
    if (lifecycle === 'spot') this.spotAtOnDemand.add(type);
    return onDemand[type] ?? 0;
  }
}

function countPools(instances: readonly InstanceUsage[], leases: readonly BuildUsage[], tariff: Tariff): PoolCost[] {
  const names = new Set([...instances, ...leases].map(poolName));
  return [...names].map((pool) => {
    const stretches = instances.filter((usage) => poolName(usage) === pool);
    const held = leases.filter((usage) => poolName(usage) === pool);
    const costOf = (lifecycle: Usage['lifecycle']) =>
      sum(
        stretches.filter((usage) => usage.lifecycle === lifecycle),
        (usage) => tariff.costOf(usage, billedMs(usage)),
      );
    const [onDemand, spot] = [costOf('on-demand'), costOf('spot')];
    const busy = sum(held, (usage) => tariff.costOf(usage, usage.until - usage.from));
    return {
      pool,
      instances: new Set(stretches.map(({ instance }) => instance)).size,
      builds: new Set(held.map(({ build }) => build)).size,
      billedMs: sum(stretches, billedMs),
      busyMs: sum(held, (usage) => usage.until - usage.from),
      ...{ onDemand, spot, cost: onDemand + spot, idleCost: Math.max(0, onDemand + spot - busy) },
    };
  });
}

function countBuilds(instances: readonly InstanceUsage[], leases: readonly BuildUsage[], tariff: Tariff): BuildCost[] {
  const builds = new Map<string, { pool: string; attempts: number; busyMs: number; cost: number }>();
  const of = (build: string, pool: string) => {
    const known = builds.get(build) ?? { pool, attempts: 0, busyMs: 0, cost: 0 };
    builds.set(build, known);
    return known;
  };
  for (const lease of leases) {
    const build = of(lease.build, poolName(lease));
    build.attempts += 1;
    build.busyMs += lease.until - lease.from;
    if (!OWN_POOL.test(lease.pool)) build.cost += tariff.costOf(lease, lease.until - lease.from);
  }
  for (const stretch of instances) {
    const [, owner] = OWN_POOL.exec(stretch.pool) ?? [];
    if (owner !== undefined) of(owner, OWN_INSTANCES).cost += tariff.costOf(stretch, billedMs(stretch));
  }
  return [...builds].map(([build, counted]) => ({ build, ...counted }));
}

const poolName = ({ pool }: Pick<Usage, 'pool'>) => (OWN_POOL.test(pool) ? OWN_INSTANCES : pool);

const billedMs = ({ from, until }: Pick<Usage, 'from' | 'until'>) => Math.max(until - from, LEAST_BILLED_MS);

const sum = <Item>(items: readonly Item[], amountOf: (item: Item) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0);

const byCost =
  <Item extends { readonly cost: number }>(nameOf: (item: Item) => string) =>
  (one: Item, other: Item): number =>
    other.cost - one.cost || (nameOf(one) < nameOf(other) ? -1 : 1);
