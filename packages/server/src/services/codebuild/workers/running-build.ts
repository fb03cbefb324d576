import type { Executor } from '@codeyard/compute/executors/executor';
import type { Parts } from '../parts.ts';
import type { Build, PhaseContext, PhaseType } from '../rules/build.ts';
import type { BuildRun } from '../store/runs.ts';
import type { BuildFolder } from './build-folder.ts';
import { type BuildLog, openBuildLog } from './build-log.ts';

/** What a step of a build works with; read afresh before every step. */
export interface RunningBuild {
  readonly parts: Parts;
  readonly build: Build;
  readonly run: BuildRun;
  readonly executor: Executor;
  readonly folder: BuildFolder;
  /** Aborts when the build was stopped, is too late, or the server stops: the step returns or rejects soon. */
  readonly halt: AbortSignal;
  /** From now on these values are masked in the log and in contexts. */
  hide(secrets: readonly string[]): void;
  /** The text as anybody may see it. */
  mask(text: string): string;
}

export const logPrefix = (build: Build): string =>
  build.definition.environment.type.endsWith('_EC2') ? '[Instance]' : '[Container]';

/** The log as this step continues it, from byte `from` of the file. */
export function stepLog(running: RunningBuild, from: number): BuildLog {
  return openBuildLog({ ...stepFile(running), from });
}

const stepFile = ({ parts, build, folder }: RunningBuild) => ({
  root: folder.host,
  file: folder.outputFile,
  prefix: logPrefix(build),
  clock: parts.clock,
});

/** The two lines with which AWS ends the log of a phase that failed. */
export function sayFailure(running: RunningBuild, phase: PhaseType, { code, message }: PhaseContext): void {
  const log = openBuildLog({ ...stepFile(running), from: Number.MAX_SAFE_INTEGER });
  log.say(`Phase complete: ${phase} State: FAILED`, `Phase context status code: ${code} Message: ${message}`);
}
