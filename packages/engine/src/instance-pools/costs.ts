import type { Usage } from './usage.ts';

/** Dollars an hour by instance type. */
export type PriceTable = Readonly<Record<string, { readonly onDemand: number; readonly spot?: number }>>;

export interface CostReport {
  readonly pools: Readonly<Record<string, PoolCost>>;
  /** By execution; all attempts of a build together. */
  readonly builds: Readonly<Record<string, BuildCost>>;
  /** Types, with ` spot` where it is that price, of which there is none: nothing of them is in the sums. */
  readonly unpriced: readonly string[];
}

export interface PoolCost {
  readonly dollars: number;
  /** Of these dollars, how many builds used. */
  readonly usedDollars: number;
  readonly onDemandSeconds: number;
  readonly spotSeconds: number;
  readonly buildSeconds: number;
}

export interface BuildCost {
  readonly dollars: number;
  readonly seconds: number;
  readonly attempts: number;
}

/** EC2 bills by the second, and a minute at least each time an instance starts: https://aws.amazon.com/ec2/pricing/on-demand/ */
const SHORTEST_SECONDS = 60;

/** What pools and builds cost, by the usages of some time; those of now are `currentUsages`. */
export function reportCosts(usages: readonly Usage[], prices: PriceTable): CostReport {
  const pools: Record<string, PoolCost> = {};
  const builds: Record<string, BuildCost> = {};
  const unpriced = new Set<string>();
  for (const usage of usages) {
    const price = priceOf(usage, prices);
    if (price === undefined) unpriced.add(usage.lifecycle === 'spot' ? `${usage.type} spot` : usage.type);
    pools[usage.pool] = addToPool(pools[usage.pool] ?? NO_POOL_COST, usage, price ?? 0);
    if (usage.kind === 'build') {
      const { dollars, seconds, attempts } = builds[usage.build] ?? { dollars: 0, seconds: 0, attempts: 0 };
      const more = secondsOf(usage);
      builds[usage.build] = {
        dollars: dollars + dollarsOf(more, price ?? 0),
        seconds: seconds + more,
        attempts: attempts + 1,
      };
    }
  }
  return { pools, builds, unpriced: [...unpriced].sort() };
}

const NO_POOL_COST: PoolCost = { dollars: 0, usedDollars: 0, onDemandSeconds: 0, spotSeconds: 0, buildSeconds: 0 };

function addToPool(cost: PoolCost, usage: Usage, price: number): PoolCost {
  const seconds = secondsOf(usage);
  if (usage.kind === 'build') {
    const usedDollars = cost.usedDollars + dollarsOf(seconds, price);
    return { ...cost, usedDollars, buildSeconds: cost.buildSeconds + seconds };
  }
  const billed = Math.max(SHORTEST_SECONDS, seconds);
  const sum = usage.lifecycle === 'spot' ? 'spotSeconds' : 'onDemandSeconds';
  return { ...cost, dollars: cost.dollars + dollarsOf(billed, price), [sum]: cost[sum] + billed };
}

function priceOf({ type, lifecycle }: Usage, prices: PriceTable): number | undefined {
  if (!Object.hasOwn(prices, type)) return undefined;
  return lifecycle === 'spot' ? prices[type]?.spot : prices[type]?.onDemand;
}

const secondsOf = ({ from, until }: Usage) => Math.max(0, Math.ceil((until - from) / 1_000));

const dollarsOf = (seconds: number, price: number) => (seconds / 3_600) * price;
