import type { SchemaVersion, Step } from '@codeyard/engine/command-document/command-document';
import type { PlatformType } from '@codeyard/engine/command-document/plan-step';

/** A command as it was sent. Times are milliseconds since the epoch. */
export interface Command {
  readonly id: string;
  readonly document: string;
  readonly documentVersion: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly instanceIds: readonly string[];
  readonly targets: readonly { readonly Key?: string | undefined; readonly Values?: readonly string[] | undefined }[];
  readonly requestedAt: number;
  readonly timeoutSeconds: number;
  /** Until when it must have begun on an instance. */
  readonly deliverBy: number;
  readonly expiresAt: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly s3?: { readonly bucket: string; readonly prefix: string; readonly region: string };
  readonly logGroup?: string;
  readonly serviceRole: string;
  readonly targetCount: number;
  readonly plan: CommandPlan;
}

/** What a document says with its parameters filled in. */
export interface CommandPlan {
  readonly version: SchemaVersion;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep extends Step {
  /** All of these must hold, of this step and of the documents that it came through. */
  readonly conditions: readonly (readonly [string, string])[];
}

export type InvocationStatus =
  | 'Pending'
  | 'InProgress'
  | 'Delayed'
  | 'Success'
  | 'Cancelled'
  | 'TimedOut'
  | 'Failed'
  | 'Cancelling';

/** A command on one instance. */
export interface Invocation {
  readonly command: string;
  readonly instance: string;
  readonly instanceName: string;
  readonly platform: PlatformType;
  readonly status: InvocationStatus;
  /** More than the status says: `DeliveryTimedOut`, `ExecutionTimedOut`, `Terminated`, `Undeliverable`; otherwise the status. */
  readonly details: string;
  /** Whether its turn has come. */
  readonly isSent: boolean;
  readonly requestedAt: number;
  readonly results: readonly StepResult[];
}

export interface StepResult {
  readonly name: string;
  readonly plugin: string;
  readonly status: 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled' | 'Skipped';
  /** Exit code; -1 while there is none. */
  readonly code: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** What was printed first, up to what the API shows. */
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes of each stream that are in the logs. */
  readonly shipped: { readonly stdout: number; readonly stderr: number };
}

const ENDED: ReadonlySet<InvocationStatus> = new Set(['Success', 'Cancelled', 'TimedOut', 'Failed']);

export const isEnded = ({ status }: Pick<Invocation, 'status'>): boolean => ENDED.has(status);
