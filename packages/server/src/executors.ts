import { createDockerExecutor } from '@codeyard/compute/executors/docker/docker-executor';
import type { Executor } from '@codeyard/compute/executors/executor';
import { createProcessExecutor } from '@codeyard/compute/executors/process/process-executor';
import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import { createProcessHost } from '@codeyard/compute/machines/process-host';
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

/** Where EC2 instances live: folders below `folder`. */
export function createMachines({ path }: Config, folder: string): MachineHost {
  return createProcessHost({ folder, path });
}
