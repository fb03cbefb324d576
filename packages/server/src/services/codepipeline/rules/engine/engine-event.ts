import type {
  ActionStatus,
  ConditionType,
  EngineDefinition,
  ExecutionState,
  ExecutionStatus,
  PipelineState,
  RetryMode,
  StageStatus,
  Transition,
} from './engine-state.ts';

export type EngineEvent =
  | { readonly type: 'start'; readonly executionId: string }
  /** A new execution runs one stage with what `target` ran it with. */
  | { readonly type: 'rollback'; readonly executionId: string; readonly stage: string; readonly target: string }
  | {
      readonly type: 'action-ended';
      readonly actionExecutionId: string;
      readonly status: Exclude<ActionStatus, 'InProgress'>;
    }
  | {
      readonly type: 'rule-ended';
      readonly ruleExecutionId: string;
      readonly status: Exclude<ActionStatus, 'InProgress'>;
      /** It could not be run at all. */
      readonly errored?: true;
    }
  | { readonly type: 'stop'; readonly executionId: string; readonly abandon: boolean }
  | ({ readonly type: 'retry'; readonly mode: RetryMode } & StageOf)
  | ({ readonly type: 'override'; readonly condition: ConditionType } & StageOf)
  | { readonly type: 'transition'; readonly stage: string; readonly transition: Transition }
  | { readonly type: 'update'; readonly definition: EngineDefinition };

interface StageOf {
  readonly executionId: string;
  readonly stage: string;
  /** What was kept of an execution that the state has forgotten. */
  readonly forgotten?: ExecutionState;
}

/** What the shell has to do, in order. Changes are told as AWS's events tell them. */
export type Effect =
  | {
      readonly type: 'start-action';
      readonly executionId: string;
      readonly stage: string;
      readonly action: string;
      readonly actionExecutionId: string;
    }
  | { readonly type: 'abandon-action'; readonly actionExecutionId: string }
  | {
      readonly type: 'start-rule';
      readonly executionId: string;
      readonly stage: string;
      readonly condition: ConditionType;
      readonly rule: string;
      readonly ruleExecutionId: string;
    }
  | { readonly type: 'abandon-rule'; readonly ruleExecutionId: string }
  /** A failure brought a rollback about: the row of the new execution is needed before anything else of it happens. */
  | {
      readonly type: 'create-rollback';
      readonly executionId: string;
      readonly stage: string;
      readonly target: string;
      readonly failed: string;
    }
  | {
      readonly type: 'execution';
      readonly executionId: string;
      readonly status: ExecutionStatus;
      readonly resumed?: true;
    }
  | {
      readonly type: 'stage';
      readonly executionId: string;
      readonly stage: string;
      readonly status: StageStatus;
      readonly resumed?: true;
    }
  /** The state lets go of an execution that has ended; one day it may be retried. */
  | { readonly type: 'forget'; readonly execution: ExecutionState };

export interface EngineContext {
  /** The current definition and those of executions that run older ones. */
  readonly definitions: readonly EngineDefinition[];
  /** The version of the current one. */
  readonly current: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids for actions, rules and rollbacks that start. */
  readonly newId: () => string;
}

export interface Step {
  readonly state: PipelineState;
  readonly effects: readonly Effect[];
}
