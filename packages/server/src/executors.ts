import { createDockerExecutor, type DockerExecutorOptions } from '@codeyard/compute/executors/docker/docker-executor';
import type { Executor } from '@codeyard/compute/executors/executor';
import { createProcessExecutor } from '@codeyard/compute/executors/process/process-executor';
import { chooseHost } from '@codeyard/compute/machines/choose-host';
import { createDockerHost } from '@codeyard/compute/machines/docker-host';
import type { MachineHost } from '@codeyard/compute/machines/machine-host';
import { createProcessHost } from '@codeyard/compute/machines/process-host';
import type { Config } from './config.ts';

type OpenGate = DockerExecutorOptions['openGate'];

/** The executors this server can use, by name. `openGate` lets containers in. */
export function createExecutors(config: Config, openGate: OpenGate): Readonly<Record<string, Executor>> {
  return {
    process: createProcessExecutor({ path: config.path }),
    docker: createDockerExecutor({
      host: config.dockerHost,
      network: config.dockerNetwork,
      subnets: config.dockerSubnets,
      openGate,
      socketForPrivileged: config.dockerSocket,
      allowPrivileged: config.dockerPrivileged,
      images: config.images,
    }),
  };
}

/** Where EC2 instances live: containers for the AMIs that stand for an image, otherwise folders below `folder`. */
export function createMachines({ path, dockerHost: host, dockerNetwork }: Config, folder: string): MachineHost {
  // Instances of one account may talk to each other.
  const network = dockerNetwork === 'private' ? 'bridge' : dockerNetwork;
  const processes = createProcessHost({ folder, path });
  return chooseHost({ folder, processes, containers: createDockerHost({ host, network, folder }) });
}
