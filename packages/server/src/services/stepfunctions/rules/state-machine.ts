import type { CreateStateMachineInput } from '@aws-sdk/client-sfn';

/** A state machine, or one version of it. */
export interface MachineDocument {
  /** Of its definition's text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly logging?: CreateStateMachineInput['loggingConfiguration'];
  readonly tracing?: CreateStateMachineInput['tracingConfiguration'];
  readonly encryption?: CreateStateMachineInput['encryptionConfiguration'];
  readonly revisionId: string;
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface MachineRecord {
  readonly name: string;
  readonly document: MachineDocument;
  /** How many versions were ever published. */
  readonly versions: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A name for one version, or for two by weight. */
export interface MachineAlias {
  readonly name: string;
  readonly description?: string;
  /** Version numbers and their shares in percent. */
  readonly routes: readonly { readonly version: number; readonly weight: number }[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What an execution was started with, and how it ended. */
export interface ExecutionDocument {
  readonly name: string;
  readonly input: string;
  readonly machine: MachineDocument;
  /** When it was started by one. */
  readonly version?: number;
  readonly alias?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly stoppedAt?: number;
  /** How often it was redriven, and when it last was. */
  readonly redrives?: number;
  readonly redrivenAt?: number;
}
