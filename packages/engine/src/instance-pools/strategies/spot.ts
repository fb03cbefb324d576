import type { PoolStrategy } from './strategy.ts';

/** A running pool of which some instances are on-demand, as a base, and the others spot, or on-demand when there is no spot capacity. */
export const spot: PoolStrategy = {
  name: 'spot',
  problems: () => [],
  lifecycles: ({ onDemandBase, fallsBack }, { onDemand }) => {
    if (onDemand < onDemandBase) return ['on-demand'];
    return fallsBack ? ['spot', 'on-demand'] : ['spot'];
  },
  afterJob: () => 'reuse',
  whenUnneeded: ({ idleMinutes }, { forMs, isAboveFloor }) =>
    isAboveFloor && forMs >= idleMinutes * 60_000 ? 'end' : 'wait',
  parks: false,
  endsUnneededBoots: false,
};
