import type { ScriptPhase } from './build-plan.ts';
import type { RunAsProblem } from './run-as-problems.ts';

/** How far a program got, folded from its event file. A half-written last line is left for the next read. */
export interface BuildProgress {
  readonly phases: readonly PhaseProgress[];
  /** The program said that nothing more will come. */
  readonly finished: boolean;
  /** 0 once any command has failed: what CODEBUILD_BUILD_SUCCEEDING says. */
  readonly succeeding: boolean;
}

export interface PhaseProgress {
  readonly type: ScriptPhase;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  /** The command that failed the phase first; `index` counts from 0 within `list`. */
  readonly failure?: PhaseFailure;
}

export interface PhaseFailure {
  readonly list: 'commands' | 'finally';
  readonly index: number;
  readonly exitStatus: number;
  /** The command never ran because its `run-as` user cannot be taken on. */
  readonly reason?: RunAsProblem;
}
