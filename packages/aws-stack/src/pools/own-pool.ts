import type { Pool } from '@codeyard/engine/instance-pools/pool';
import { DEFAULTS } from '@codeyard/engine/instance-pools/read-pool';
import type { OwnMachine } from '../action/configuration.ts';

/** The pool of one build alone: an instance that is made for it and ends with it. */
export const ownPool = (machine: OwnMachine, instanceProfile: string): Pool => ({
  ...DEFAULTS,
  ...{ name: 'own', strategy: machine.lifecycle === 'spot' ? 'spot' : 'per-job', image: machine.imageId, ceiling: 1 },
  ...{ instanceTypes: machine.instanceTypes, subnets: machine.subnetIds, securityGroups: machine.securityGroupIds },
  ...{ instanceProfile: machine.instanceProfile ?? instanceProfile, idleMinutes: 0, maximumUses: 1, cleans: false },
  // What does not work twice is wrong, and nobody waits for capacity for longer than for a build.
  ...{ failuresToStop: 2, queueMinutes: 60 },
});
