import type { PoolStrategy } from './strategy.ts';

/**
 * Instances are prepared and then stopped or hibernated; a job starts one. They are on-demand: EC2 does not stop an instance of a one-time
 * spot request, and does not hibernate a spot instance on request.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html
 */
export const stopped: PoolStrategy = {
  name: 'stopped',
  problems: ({ hibernates, maximumAgeMinutes }) =>
    hibernates && maximumAgeMinutes > LONGEST_HIBERNATION_MINUTES
      ? [`maximumAgeMinutes: must be at most ${LONGEST_HIBERNATION_MINUTES} (60 days) for instances that hibernate`]
      : [],
  lifecycles: () => ['on-demand'],
  afterJob: () => 'reuse',
  whenUnneeded: ({ idleMinutes }, { forMs, isAboveFloor }) => {
    if (forMs < idleMinutes * 60_000) return 'wait';
    return isAboveFloor ? 'end' : 'stop';
  },
  parks: true,
  endsUnneededBoots: false,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernation-limitations.html */
const LONGEST_HIBERNATION_MINUTES = 60 * 24 * 60;
