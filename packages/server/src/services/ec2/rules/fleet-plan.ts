import { findInstanceType } from './instance-types.ts';

export interface Capacity {
  readonly total: number;
  readonly onDemand: number;
  readonly spot: number;
  readonly defaultTarget: 'spot' | 'on-demand';
}

/** How a fleet's total divides: what neither part names goes to the default one. */
export function divideCapacity(asked: {
  readonly total: number;
  readonly onDemand?: number | undefined;
  readonly spot?: number | undefined;
  readonly defaultTarget?: 'spot' | 'on-demand' | undefined;
}): Capacity {
  const { total, defaultTarget = 'on-demand' } = asked;
  const onDemand = asked.onDemand ?? (defaultTarget === 'on-demand' ? total - (asked.spot ?? 0) : 0);
  const spot = asked.spot ?? (defaultTarget === 'spot' ? total - onDemand : 0);
  const rest = Math.max(0, total - onDemand - spot);
  return {
    ...{ total, defaultTarget },
    onDemand: onDemand + (defaultTarget === 'on-demand' ? rest : 0),
    spot: spot + (defaultTarget === 'spot' ? rest : 0),
  };
}

/** Overrides in the order in which they are tried: by priority where the strategy says so, otherwise by price. */
export function orderOverrides<Candidate extends { instanceType: string; priority?: number | undefined }>(
  candidates: readonly Candidate[],
  strategy: string | undefined,
): Candidate[] {
  const priceOf = ({ instanceType }: Candidate) => findInstanceType(instanceType)?.hourlyPrice ?? Number.MAX_VALUE;
  const rank = ({ priority = Number.MAX_VALUE }: Candidate) => priority;
  const isByPriority = strategy === 'prioritized' || strategy === 'capacity-optimized-prioritized';
  return [...candidates].sort((a, b) => (isByPriority ? rank(a) - rank(b) : priceOf(a) - priceOf(b)));
}
