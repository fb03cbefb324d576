import type { Json } from '@codeyard/engine/states-language/json';
import type { AwsClients } from '../../../gateway/aws-clients.ts';
import { plain } from '../../../gateway/call-service.ts';

/** A task that an execution has done by a service. */
export interface TaskCall {
  readonly input: Json;
  /** The same for every try of one task, different for all others. */
  readonly token: string;
  /** Other services, called as the execution. */
  readonly aws: AwsClients;
}

/** How far a task is. `running` is looked at again, with the handle, when its end is waited for (`.sync`). */
export type TaskProgress =
  | { readonly state: 'running'; readonly handle: string; readonly submitted: Json }
  | { readonly state: 'succeeded'; readonly output: Json }
  | { readonly state: 'failed'; readonly error: string; readonly cause: string };

/**
 * A service that state machines call by a Resource of its own (`arn:aws:states:::service:action`). Its life: `start` begins the
 * work and may run twice after a crash; with `.sync`, `poll` is then called until it has ended, and `stop` when nobody wants
 * it any more. What they throw is the error of the task.
 */
export interface Integration {
  /** As in the Resource: `codebuild:startBuild`. */
  readonly resource: string;
  readonly start: (call: TaskCall, pattern: string) => Promise<TaskProgress>;
  readonly poll?: (call: TaskCall, handle: string, pattern: string) => Promise<TaskProgress>;
  readonly stop?: (call: TaskCall, handle: string) => Promise<void>;
}

export const succeeded = (output: unknown): TaskProgress => ({ state: 'succeeded', output: plain(output) });
