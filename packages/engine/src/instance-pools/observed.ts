import type { Lifecycle } from './pool-state.ts';

/**
 * What EC2 and Systems Manager showed at one time. A part that could not be asked is left out and changes nothing: an error is not the
 * news that something is gone.
 */
export interface Observed {
  /** All that bear the installation's tag, and those of its spot requests. */
  readonly instances?: readonly SeenInstance[];
  readonly spotRequests?: readonly SeenSpotRequest[];
  /** By instance id, those that Systems Manager reaches; the value is when it last heard of it, where it says. */
  readonly managed?: Readonly<Record<string, number | undefined>>;
  /** How far the commands are that clean, by `PoolInstance.cleaning`. */
  readonly cleanings?: Readonly<Record<string, 'running' | 'done' | 'failed'>>;
  /** Ids of instances whose interruption an event told of; what DescribeSpotInstanceRequests shows counts as much. */
  readonly notices?: readonly string[];
}

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface SeenInstance {
  readonly instanceId: string;
  readonly state: InstanceState;
  readonly type: string;
  readonly subnet: string;
  readonly lifecycle: Lifecycle;
  /** Of its launch; empty when it had none. */
  readonly clientToken: string;
  /** Its place among the instances of its launch, from 0. */
  readonly launchIndex: number;
  /** When it last was launched or started. */
  readonly launchedAt: number;
  readonly spotRequestId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Why it stopped, such as `Server.SpotInstanceTermination`. */
  readonly reason?: string;
}

export interface SeenSpotRequest {
  readonly spotRequestId: string;
  readonly state: 'open' | 'active' | 'disabled' | 'closed' | 'cancelled' | 'failed';
  /** Such as `fulfilled`, `marked-for-termination`, `capacity-not-available`. */
  readonly status: string;
  readonly instanceId?: string;
  readonly createdAt: number;
}

/** Tags of what we launch; anybody may set `keep`. */
export const TAGS = {
  installation: 'codeyard:installation',
  pool: 'codeyard:pool',
  version: 'codeyard:version',
  /** ISO 8601; after it anybody who looks after the account may end the instance. */
  expires: 'codeyard:expires',
  /** Holds an instance for debugging, unless it says `false`. */
  keep: 'codeyard:keep',
} as const;

export const isKept = ({ tags }: Pick<SeenInstance, 'tags'>): boolean => {
  const keep = tags[TAGS.keep];
  return keep !== undefined && keep.toLowerCase() !== 'false';
};
