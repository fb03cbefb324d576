export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';
export type ConditionType = 'beforeEntry' | 'onSuccess' | 'onFailure';

/** What the engine must know of one version of a pipeline. */
export interface EngineDefinition {
  readonly version: number;
  readonly mode: ExecutionMode;
  readonly stages: readonly EngineStage[];
}

export interface EngineStage {
  readonly name: string;
  readonly actions: readonly { readonly name: string; readonly runOrder: number }[];
  readonly beforeEntry?: EngineCondition<'FAIL' | 'SKIP'>;
  readonly onSuccess?: EngineCondition<'FAIL' | 'ROLLBACK'>;
  /** With a `retryMode` the stage is first tried again, once. */
  readonly onFailure?: EngineCondition<'FAIL' | 'ROLLBACK' | 'SKIP'> & { readonly retryMode?: RetryMode };
}

/** Entry and success: the result comes when a rule fails. Failure: when every rule succeeds, so at once without rules. */
export interface EngineCondition<Result> {
  readonly result: Result;
  readonly rules: readonly string[];
}

export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled' | 'Skipped';
export type ConditionStatus =
  | 'InProgress'
  | 'Succeeded'
  | 'Failed'
  | 'Errored'
  | 'Cancelled'
  | 'Abandoned'
  | 'Overridden';
export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed'
  | 'Cancelled';

/** One run of an action or a rule. */
export interface ActionRun {
  /** The action execution id, or the rule execution id. */
  readonly id: string;
  readonly status: ActionStatus;
  /** A rule that could not be run at all. */
  readonly errored?: true;
}

export interface ConditionRun {
  readonly status: ConditionStatus;
  readonly rules: Readonly<Record<string, ActionRun>>;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** An execution in the stage it is in, or was in last. */
export interface StageRun {
  readonly stage: string;
  readonly status: StageStatus;
  /** Which condition is being looked at; between them the actions run. */
  readonly phase: ConditionType | 'actions';
  readonly actions: Readonly<Record<string, ActionRun>>;
  readonly conditions: Readonly<Partial<Record<ConditionType, ConditionRun>>>;
  readonly autoRetries: number;
  readonly manualRetries: number;
  readonly latestRetry?: 'AutomatedStageRetry' | 'ManualStageRetry';
}

export interface Transition {
  readonly enabled: boolean;
  readonly reason?: string;
  readonly changedBy?: string;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
}

/** What is shown of the execution that was in a stage last. */
export interface LatestRun
  extends Partial<Pick<StageRun, 'conditions' | 'latestRetry' | 'autoRetries' | 'manualRetries'>> {
  readonly executionId: string;
  readonly status: StageStatus;
}

/** What executions of one pipeline share; those in PARALLEL mode share nothing. */
export interface StageState {
  readonly name: string;
  /** The execution that is in the stage; nobody else enters. Kept until its last action has ended. */
  readonly lock?: string;
  /** The executions that wait to enter, in the order they came. */
  readonly inbound: readonly string[];
  readonly transition: Transition;
  readonly latest?: LatestRun;
  /** The newest execution that succeeded here, of which version: where a rollback may go. */
  readonly succeeded?: { readonly executionId: string; readonly version: number };
  /** The newest action execution id of each action. */
  readonly actions: Readonly<Record<string, string>>;
}

export interface ExecutionState {
  readonly id: string;
  /** Starts are numbered; a higher one is newer. */
  readonly number: number;
  /** The definition it runs. */
  readonly version: number;
  readonly status: ExecutionStatus;
  /** Name of the stage it is in or waits for. */
  readonly stage: string;
  readonly run?: StageRun;
  /** It runs one stage again with what `target` ran it with. */
  readonly rollback?: { readonly target: string };
  readonly stop?: 'wait' | 'abandon';
  /** The definition changed under it: it ends once its running actions have. */
  readonly outdated?: boolean;
  /** How often it was retried. */
  readonly attempt: number;
}

/** One pipeline and its executions that can still change. */
export interface PipelineState {
  readonly stages: readonly StageState[];
  readonly executions: Readonly<Record<string, ExecutionState>>;
  /** The number of the latest start. */
  readonly starts: number;
}

export function emptyState(definition: EngineDefinition): PipelineState {
  return { stages: definition.stages.map(({ name }) => newStage(name)), executions: {}, starts: 0 };
}

export const newStage = (name: string): StageState => ({
  name,
  inbound: [],
  transition: { enabled: true },
  actions: {},
});

const ENDED: readonly ExecutionStatus[] = ['Stopped', 'Succeeded', 'Superseded', 'Failed', 'Cancelled'];
export const hasEnded = ({ status }: ExecutionState) => ENDED.includes(status);
