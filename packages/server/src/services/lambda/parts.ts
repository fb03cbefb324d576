import type { Runtime } from '@codeyard/compute/functions/find-runtime';
import type { FunctionPool } from '@codeyard/compute/functions/function-pool';
import type { ServiceContext } from '../../gateway/service.ts';
import type { CodeStore } from './code-store.ts';

/** What this service needs besides what every service is given. */
export interface LambdaOptions {
  /** Absolute path; code of functions and layers. */
  readonly codeFolder: string;
  /** Absolute path; what functions write down while they run. */
  readonly scratchFolder: string;
  /** Where functions find their programs: the `PATH` they are given. */
  readonly path: string;
  /** Absolute path of modules that Node.js functions find behind their own, or empty. */
  readonly functionModules: string;
  /** Processes of all functions together. */
  readonly concurrentFunctions: number;
}

export type Parts = ServiceContext &
  LambdaOptions & {
    readonly code: CodeStore;
    readonly pool: FunctionPool;
    /** What runs functions of an AWS runtime name here, looked for once. */
    readonly runtimeOf: (name: string) => Promise<Runtime | undefined>;
    /** Calls that run now in this process, by function. */
    readonly running: Map<string, number>;
  };
