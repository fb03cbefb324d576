import type { PoolStrategy } from './strategy.ts';

/** Instances run all the time, as many as the floor, and more while there is work for them. */
export const warm: PoolStrategy = {
  name: 'warm',
  problems: () => [],
  lifecycles: () => ['on-demand'],
  afterJob: () => 'reuse',
  whenUnneeded: ({ idleMinutes }, { forMs, isAboveFloor }) =>
    isAboveFloor && forMs >= idleMinutes * 60_000 ? 'end' : 'wait',
  parks: false,
  endsUnneededBoots: false,
};
