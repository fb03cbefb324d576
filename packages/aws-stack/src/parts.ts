import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { ActionTypeId, CodePipeline } from '@aws-sdk/client-codepipeline';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SSM } from '@aws-sdk/client-ssm';
import type { PoolStore } from '@codeyard/compute/instance-pools/pool-store';
import type { SchedulerParts } from '@codeyard/compute/instance-pools/reconcile';
import type { BuildTable } from './builds/build-table.ts';
import type { Definitions } from './pools/read-definitions.ts';
import type { Turn } from './pools/turn.ts';

/** What the functions of the stack work with. */
export interface Parts {
  readonly aws: {
    readonly codepipeline: CodePipeline;
    readonly lambda: Lambda;
    readonly logs: CloudWatchLogs;
    readonly sfn: SFN;
    readonly ssm: SSM;
  };
  /** Of the clients that sign addresses of artifacts, but for the credentials, which are the job's. */
  readonly s3: S3ClientConfig;
  readonly builds: BuildTable;
  readonly settings: StackSettings;
  /** How the pools' instances are come by. */
  readonly openScheduler: () => Promise<SchedulerParts>;
  /** The pools as they are defined now. */
  readonly definitions: () => Promise<Definitions>;
  readonly store: PoolStore;
  /** The right to look on, unless another scheduler has it. */
  readonly takeTurn: () => Promise<Turn | undefined>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** What the template tells the functions. */
export interface StackSettings {
  /** The value of the tag of what it launches. */
  readonly installation: string;
  /** Of the parameter with the prices, which there need not be. */
  readonly pricesName: string;
  readonly actionType: ActionTypeId;
  readonly stateMachineArn: string;
  /** Names of the Run Command documents, by what they are for. */
  readonly documents: { readonly build: string; readonly upload: string; readonly clean: string };
  readonly logGroupName: string;
  readonly schedulerName: string;
  /** What instances of their own get where the action names none. */
  readonly instanceProfile: string;
  /** What has not changed for so long may have been left by a function that died. */
  readonly quietMs: number;
  /** CodePipeline has handed an unacknowledged job out again by then, which changes its row. */
  readonly offeredMs: number;
}
