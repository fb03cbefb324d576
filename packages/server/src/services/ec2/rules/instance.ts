import type { Platform } from './images.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** The low byte of the state's code in the API. */
export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** An instance as it is kept. Times are milliseconds since the epoch. */
export interface Instance {
  readonly id: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly state: InstanceState;
  /** When it came to its state. */
  readonly stateSince: number;
  readonly reason?: { readonly code: string; readonly message: string };
  /** Whether the stop that it is in, or was stopped by, keeps its memory. */
  readonly hibernates?: boolean;
  /** How often it was started. */
  readonly boots: number;
  /** Of its last start. */
  readonly launchedAt: number;
  readonly createdAt: number;
  readonly imageId: string;
  readonly type: string;
  readonly platform: Platform;
  /** The container image that it is made of. */
  readonly container?: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly privateIp: string;
  readonly keyName?: string;
  /** ARN of its instance profile. */
  readonly profile?: { readonly arn: string; readonly id: string };
  /** Base64, as it came. */
  readonly userData?: string;
  readonly lifecycle?: 'spot';
  readonly spotRequestId?: string;
  /** When the notice of its interruption was given. */
  readonly interruptedAt?: number;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly mayHibernate: boolean;
  readonly isProtected: boolean;
  readonly clientToken?: string;
  readonly launchTemplate?: { readonly id: string; readonly name: string; readonly version: string };
  readonly fleetId?: string;
}

/** The time between an interruption notice and the end of the instance. */
export const INTERRUPTION_NOTICE_MS = 120_000;
/** How long terminated instances are still described. */
export const REMEMBERED_MS = 3_600_000;
