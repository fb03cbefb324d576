import { createDockerExecutor } from '@codeyard/compute/executors/docker/docker-executor';
import type { Executor } from '@codeyard/compute/executors/executor';
import { createProcessExecutor } from '@codeyard/compute/executors/process/process-executor';
import type { Config } from './config.ts';

/** The executors this server can use, by name. */
export function createExecutors(config: Config): Readonly<Record<string, Executor>> {
  return {
    process: createProcessExecutor({ path: config.path }),
    docker: createDockerExecutor({
      host: config.dockerHost,
      network: config.dockerNetwork,
      socketForPrivileged: config.dockerSocket,
      images: config.images,
    }),
  };
}
