/** How a pool comes by its instances; one file each in `strategies/`. */
export const STRATEGY_NAMES = ['per-job', 'warm', 'stopped', 'spot'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** A pool of build instances, as its owner describes it. What is left out of its JSON has the value in `DEFAULTS` of `read-pool.ts`. */
export interface Pool {
  /** Letters, digits, `-`, `_` and `.`, at most 64; what build requests name. */
  readonly name: string;
  readonly strategy: StrategyName;
  /** Id of the AMI. */
  readonly image: string;
  /** In order of preference: the next is tried when there is no capacity for one. */
  readonly instanceTypes: readonly string[];
  /** In order of preference; EC2's default subnet when empty. */
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Name or ARN. Without one an instance is never managed by Systems Manager, so it never gets ready. */
  readonly instanceProfile: string;
  readonly keyName?: string;
  /** Plain text; the adapter encodes it. */
  readonly userData?: string;
  /** Size of the root volume; the image's when left out. */
  readonly volumeGib?: number;
  /** Name of the root device, for its size and, when it hibernates, its encryption. */
  readonly rootDevice: string;
  /** Instances that are kept, busy ones included, outside of every schedule. */
  readonly floor: number;
  /** Instances that there may be, pending, stopped and kept ones included. */
  readonly ceiling: number;
  readonly schedules: readonly PoolSchedule[];
  /** An unneeded instance above the floor ends after so long; counted from when it got ready or its last job was cleaned away. */
  readonly idleMinutes: number;
  /** An older instance takes no more jobs. At most 60 days when it hibernates. */
  readonly maximumAgeMinutes: number;
  readonly maximumUses: number;
  /** Whether an instance is cleaned between two jobs. */
  readonly cleans: boolean;
  /** Stopped instances keep their memory. */
  readonly hibernates: boolean;
  /** How many of a spot pool's instances are on-demand before any is spot. */
  readonly onDemandBase: number;
  /** Whether on-demand is tried when there is no spot capacity. */
  readonly fallsBack: boolean;
  /** A build that was interrupted so often gets an on-demand instance. */
  readonly spotAttempts: number;
  /** A build that was interrupted so often fails. */
  readonly maximumAttempts: number;
  /** From launch or start to ready; one that takes longer is replaced. */
  readonly bootMinutes: number;
  readonly cleanMinutes: number;
  /** A longer lease ends with its instance, whatever became of its build. */
  readonly leaseMinutes: number;
  /** A request that waits longer fails. */
  readonly queueMinutes: number;
  /** So many launches or boots that fail in a row, with none that did not, stop the pool. */
  readonly failuresToStop: number;
  /** Takes no more jobs: busy instances end after theirs, all others at once. */
  readonly drains: boolean;
}

/** Other capacity at some times. Where several apply, the highest floor and the highest ceiling count. */
export interface PoolSchedule {
  /** Its minutes, by the wall clock of the time zone: `cron(* 8-17 ? * MON-FRI *)` is from 8:00 to 18:00 on workdays. */
  readonly period: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly floor: number;
  /** The pool's when left out. */
  readonly ceiling?: number;
}

/** What is the same for all pools of an installation: EC2 counts its limits per account and region. */
export interface SchedulerSettings {
  /** Tells its instances from those of other installations in the account: the value of their tag. */
  readonly installation: string;
  /** RunInstances requests; AWS allows bursts of 5 and refills 2 a second unless told otherwise. */
  readonly launchesPerSecond: number;
  readonly launchBurst: number;
  /** Instances that one request launches at most; at most 50, as one transaction of the store holds them. */
  readonly maximumBatch: number;
}
