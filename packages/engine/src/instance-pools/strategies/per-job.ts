import type { PoolStrategy } from './strategy.ts';

/** An instance is launched for each job and ends with it: nothing is left of one job for the next. */
export const perJob: PoolStrategy = {
  name: 'per-job',
  problems: ({ floor, schedules }) => [
    ...(floor > 0 ? ['floor: a per-job pool keeps no instances'] : []),
    ...(schedules.some((schedule) => schedule.floor > 0) ? ['schedules: a per-job pool keeps no instances'] : []),
  ],
  lifecycles: () => ['on-demand'],
  afterJob: () => 'end',
  whenUnneeded: () => 'end',
  parks: false,
  endsUnneededBoots: true,
};
