import type { BuildspecProblem } from '../buildspec.ts';

/** The builds that a buildspec's `batch` asks for, matrix and fanout already multiplied out. */
export interface BatchSpec {
  readonly fastFail: boolean;
  readonly tasks: readonly BatchTask[];
}

/** One build of a batch, and how it differs from the build that the project describes. */
export interface BatchTask {
  readonly identifier: string;
  /** Of other tasks; none of them in a circle. */
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly debugSession: boolean;
  /** Path of another buildspec. */
  readonly buildspec?: string;
  readonly env: BatchTaskEnv;
  /** Which of the builds of a fanout it is, counted from 0. */
  readonly shard?: Shard;
}

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface BatchTaskEnv {
  readonly computeType?: string;
  readonly fleet?: string;
  readonly image?: string;
  readonly privilegedMode?: boolean;
  readonly type?: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A wrong batch matters only to batch builds: every other build of the same buildspec runs all the same. */
export type ParsedBatch =
  | { readonly ok: true; readonly spec: BatchSpec }
  | { readonly ok: false; readonly problems: readonly BuildspecProblem[] };
