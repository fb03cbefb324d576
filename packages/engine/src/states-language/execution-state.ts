import type { Json, JsonObject } from './json.ts';
import type { TaskResource } from './state-machine.ts';

/** Everything about an execution that is needed to go on: plain data, kept between two events. */
export interface ExecutionState {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Who is on the way where, by number; the first is 1. */
  readonly frames: Readonly<Record<string, Frame>>;
  readonly nextFrame: number;
  readonly nextEvent: number;
  /** Of an execution that ended without success: the frames as they were, to go on from. */
  readonly unfinished?: Readonly<Record<string, Frame>>;
  /** How often it was redriven. */
  readonly redrives?: number;
}

/** One flow through a list of states: the execution's own, a branch of a Parallel, an iteration of a Map. */
export interface Frame {
  readonly id: number;
  readonly parent?: number;
  /** Of the branch or the item. */
  readonly index: number;
  /** Where its states are in the definition: names of states, each with the branch that is taken there. */
  readonly place: readonly { readonly state: string; readonly branch: number }[];
  readonly state: string;
  readonly phase: 'enter' | 'task' | 'wait' | 'retry' | 'children';
  /** What the state was given. */
  readonly input: Json;
  /** Rises with every task, wait and retry, so that what comes late is known for it. */
  readonly attempt: number;
  /** By retrier. */
  readonly retries: Readonly<Record<string, number>>;
  readonly variables: JsonObject;
  /** Of the last event in the history. */
  readonly lastEvent: number;
  readonly enteredEvent: number;
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
  readonly token?: string;
  readonly heartbeats?: number;
  readonly item?: { readonly index: number; readonly value: Json };
  readonly children?: Children;
}

export interface Children {
  readonly items: readonly Json[];
  readonly started: number;
  readonly running: number;
  readonly results: readonly (Json | null)[];
  readonly limit: number;
}

/** What happens to an execution from outside. */
export type ExecutionEvent =
  | { readonly type: 'start'; readonly input: Json }
  | { readonly type: 'continue' }
  | { readonly type: 'task-submitted'; readonly frame: number; readonly attempt: number; readonly output: Json }
  | {
      readonly type: 'activity-started';
      readonly frame: number;
      readonly attempt: number;
      readonly workerName?: string;
    }
  | { readonly type: 'task-succeeded'; readonly frame: number; readonly attempt: number; readonly output: Json }
  | {
      readonly type: 'task-failed';
      readonly frame: number;
      readonly attempt: number;
      readonly error: string;
      readonly cause: string;
    }
  | { readonly type: 'heartbeat'; readonly frame: number; readonly attempt: number }
  | {
      readonly type: 'timer';
      readonly frame: number;
      readonly attempt: number;
      readonly kind: TimerKind;
      readonly beat?: number;
    }
  | { readonly type: 'abort'; readonly error?: string; readonly cause?: string }
  | { readonly type: 'time-out' }
  /** Runs an execution that ended without success again, from where it was. */
  | { readonly type: 'redrive' };

export type TimerKind = 'wait' | 'retry' | 'timeout' | 'heartbeat';

/** What an event has set in motion. */
export type ExecutionEffect =
  | {
      readonly type: 'run-task';
      readonly frame: number;
      readonly attempt: number;
      readonly resource: TaskResource;
      readonly input: Json;
      readonly token?: string;
    }
  | { readonly type: 'cancel-task'; readonly frame: number; readonly attempt: number; readonly resource: TaskResource }
  | {
      readonly type: 'timer';
      readonly frame: number;
      readonly attempt: number;
      readonly kind: TimerKind;
      readonly beat?: number;
      /** Milliseconds since the epoch. */
      readonly at: number;
    }
  /** More is to be done at once, but others shall have their turn. */
  | { readonly type: 'continue' }
  | { readonly type: 'ended' };

/** An entry of GetExecutionHistory. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  /** The member that holds the details, such as `stateEnteredEventDetails`, and what is in it. */
  readonly details?: { readonly [member: string]: object };
}
