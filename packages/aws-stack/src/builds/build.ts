import type { BuildOrder } from '../action/configuration.ts';
import type { Platform } from '../programs/program-order.ts';

/** The steps of a build's state machine that wait for something. */
export type WaitingStep = 'acquire' | 'build' | 'upload';

/** A step that waits, and what it is answered with. */
export interface OpenStep {
  readonly step: WaitingStep;
  readonly attempt: number;
  /** The task token. */
  readonly token: string;
}

/** One command of a build on its machine. */
export interface BuildCommand {
  readonly step: 'build' | 'upload';
  readonly attempt: number;
  readonly instanceId: string;
  /** The step of the document that ran. */
  readonly platform: Platform;
  /** Unknown between the decision to send it and the answer. */
  readonly commandId?: string;
  readonly sentAt: number;
}

/** Where the log of a command is. */
export interface LogPlace {
  readonly groupName: string;
  readonly streamName: string;
}

export type BuildOutcome =
  | { readonly status: 'succeeded'; readonly variables: Readonly<Record<string, string>>; readonly summary: string }
  | { readonly status: 'failed'; readonly type: 'JobFailed' | 'ConfigurationError'; readonly message: string };

/** The action execution that a build belongs to. */
export interface BuildContext {
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly pipelineExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly actionExecutionId: string;
}

/**
 * One action execution that is carried out. `offered`: a job was polled, and is not known to be ours; `taken`: it was acknowledged;
 * `running`: its state machine runs; `ended`: its outcome was put, or nobody asks for it any more.
 */
export interface Build {
  /** The name of its execution: `job-` and the id of its first job. */
  readonly id: string;
  readonly phase: 'offered' | 'taken' | 'running' | 'ended';
  /** Milliseconds since the epoch, as all instants here. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** The job that its outcome is put to: the first one, or the newest that continues it. */
  readonly jobId: string;
  readonly nonce: string;
  /** The job that is put with a continuation token: its successor takes the outcome. */
  readonly announcedJobId?: string;
  readonly context?: BuildContext;
  readonly order?: BuildOrder;
  readonly executionArn?: string;
  readonly open?: OpenStep;
  readonly command?: BuildCommand;
  /** The attempt whose machine was taken away, and why. */
  readonly interrupted?: { readonly attempt: number; readonly reason: string };
  /** Why nobody wants it any more. */
  readonly cancelled?: string;
  readonly outcome?: BuildOutcome;
}

export const buildIdOf = (jobId: string): string => `job-${jobId}`;

/** Names a build's files on a machine. */
export const workspaceOf = (build: Pick<Build, 'id'>, attempt: number): string => `${build.id}-${attempt}`;

/** How a command says whose it is, in its comment of at most 100 characters. */
export const commentOf = (id: string, step: 'build' | 'upload', attempt: number): string =>
  `codeyard ${id} ${step} ${attempt}`;

export function readComment(
  comment: string | undefined,
): { id: string; step: 'build' | 'upload'; attempt: number } | undefined {
  const match = /^codeyard (job-[\w-]+) (build|upload) (\d+)$/.exec(comment ?? '');
  const [, id = '', step, attempt] = match ?? [];
  return match ? { id, step: step as 'build' | 'upload', attempt: Number(attempt) } : undefined;
}
