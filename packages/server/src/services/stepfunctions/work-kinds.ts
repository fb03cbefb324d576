import type { TimerKind } from '@codeyard/engine/states-language/execution-state';
import type { Json } from '@codeyard/engine/states-language/json';
import type { TaskResource } from '@codeyard/engine/states-language/state-machine';

export const RUN_TASK = 'stepfunctions.run-task';
export const TIMER = 'stepfunctions.timer';
export const CONTINUE = 'stepfunctions.continue';
export const TIME_OUT = 'stepfunctions.time-out';

/** A task that is to be done, or looked after. */
export interface TaskOrder {
  readonly execution: string;
  readonly frame: number;
  readonly attempt: number;
  readonly resource: Exclude<TaskResource, { kind: 'activity' }>;
  readonly input: Json;
  /** What was begun, of a task whose end is waited for. */
  readonly handle?: string;
}

export interface TimerOrder {
  readonly execution: string;
  readonly frame: number;
  readonly attempt: number;
  readonly kind: TimerKind;
  readonly beat?: number;
}

export const taskId = ({ execution, frame, attempt }: Pick<TaskOrder, 'execution' | 'frame' | 'attempt'>) =>
  `${RUN_TASK}:${execution}:${frame}:${attempt}`;

export const timerId = ({ execution, frame, attempt, kind, beat = 0 }: TimerOrder) =>
  `${TIMER}:${execution}:${frame}:${attempt}:${kind}:${beat}`;
