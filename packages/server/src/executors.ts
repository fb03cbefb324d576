import type { Executor } from '@codeyard/compute/executors/executor';
import { createProcessExecutor } from '@codeyard/compute/executors/process/process-executor';
import type { Config } from './config.ts';

/** The executors this server can use, by name. */
export function createExecutors(config: Config): Readonly<Record<string, Executor>> {
  return { process: createProcessExecutor({ path: config.path }) };
}
