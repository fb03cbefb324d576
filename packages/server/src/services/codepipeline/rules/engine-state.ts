/** What the engine must know of a definition: stages and the order their actions run in. */
export interface EngineDefinition {
  readonly version: number;
  readonly stages: readonly EngineStage[];
}

export interface EngineStage {
  readonly name: string;
  readonly actions: readonly { readonly name: string; readonly runOrder: number }[];
}

export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled';
export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed'
  | 'Cancelled';

/** An action of a stage, as it last ran. */
export interface ActionState {
  readonly executionId: string;
  readonly actionExecutionId: string;
  readonly status: ActionStatus;
}

export interface Transition {
  readonly enabled: boolean;
  readonly reason?: string;
  readonly changedBy?: string;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
}

export interface StageState {
  readonly name: string;
  /** The execution that is in the stage; nobody else enters. Kept until its last action has ended. */
  readonly lock?: string;
  /** The execution that waits to enter. */
  readonly waiting?: string;
  readonly transition: Transition;
  readonly latest?: { readonly executionId: string; readonly status: StageStatus };
  readonly actions: Readonly<Record<string, ActionState>>;
}

export interface ExecutionState {
  readonly id: string;
  /** Starts are numbered; a higher one is newer. */
  readonly number: number;
  /** The definition it runs. */
  readonly version: number;
  readonly status: ExecutionStatus;
  /** Index of the stage it is in or waits for. */
  readonly stage: number;
  readonly stop?: 'wait' | 'abandon';
  /** The definition changed under it: it ends once its running actions have. */
  readonly outdated?: boolean;
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

export const newStage = (name: string): StageState => ({ name, transition: { enabled: true }, actions: {} });
