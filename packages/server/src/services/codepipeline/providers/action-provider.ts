import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { AwsClients } from '../../../gateway/aws-clients.ts';
import type { Parts } from '../parts.ts';
import type { ConditionType } from '../rules/engine/engine-state.ts';
import type { Resolved } from '../rules/variables.ts';
import type { NamedArtifact } from '../store/actions.ts';
import type { SourceRevision } from '../store/executions.ts';

/**
 * What an action type does. The life of an action, in order:
 *
 * 1. `start` begins the work underneath. It may run twice for one action, after a crash: it must then find what it began
 *    before, by a token made from `job.id`, or do over what does no harm twice.
 * 2. While the answer is `running`, `poll` is called again after `pollAfterMs`, perhaps in another process, with the handle
 *    that the last answer held. A provider without `poll` is told of its end by somebody else (an approval).
 * 3. `stop` ends the work underneath, when the action was abandoned. It may find nothing to stop.
 *
 * Outcomes are values; a rejection is a fault, and the call is made again.
 */
export interface ActionProvider {
  /** As in the catalogue: `Build/CodeBuild`. */
  readonly types: readonly string[];
  start(job: ActionJob): Promise<ActionProgress>;
  poll?(job: ActionJob, handle: Handle): Promise<ActionProgress>;
  stop?(job: ActionJob, handle: Handle): Promise<void>;
}

export type Handle = Readonly<Record<string, string>>;

export interface ActionJob {
  /** The action execution id. */
  readonly id: string;
  readonly pipeline: string;
  readonly executionId: string;
  readonly stage: string;
  /** It is the run of a rule of this condition. */
  readonly condition?: ConditionType;
  readonly declaration: ActionDeclaration;
  /** The role that the action runs as: its own, or the pipeline's. */
  readonly roleArn: string;
  /** Fills variables into a text that is no part of the configuration. */
  resolve(text: string): Resolved;
  /** Variables resolved, secrets opened. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputs: readonly NamedArtifact[];
  /** Where outputs must go. */
  readonly outputs: readonly NamedArtifact[];
  /** What StartPipelineExecution said to take instead of the newest revision. */
  readonly overrides: readonly { revisionType: string; revisionValue: string }[];
  readonly parts: Parts;
  /** Other services, called as the pipeline. */
  readonly aws: AwsClients;
  readonly signal: AbortSignal;
  /** Answers a manual approval. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** How long the action has been running, in milliseconds. */
  readonly elapsedMs: number;
}

export interface ActionFacts {
  readonly externalId?: string;
  readonly externalUrl?: string;
  /** ARN of the log stream of an action that is compute itself. */
  readonly logStreamArn?: string;
  readonly summary?: string;
  readonly percentComplete?: number;
}

export type ActionProgress =
  | ({ readonly state: 'running'; readonly handle: Handle; readonly pollAfterMs?: number } & ActionFacts)
  | ({
      readonly state: 'succeeded';
      readonly variables?: Readonly<Record<string, string>>;
      readonly revision?: SourceRevision;
      readonly outputs?: readonly NamedArtifact[];
    } & ActionFacts)
  | ({ readonly state: 'failed'; readonly code: string; readonly message: string } & ActionFacts);

/** A failure that the user can put right. */
export const configurationError = (message: string): ActionProgress => ({
  state: 'failed',
  code: 'ConfigurationError',
  message,
});
export const jobFailed = (message: string, facts: ActionFacts = {}): ActionProgress => ({
  state: 'failed',
  code: 'JobFailed',
  message,
  ...facts,
});
