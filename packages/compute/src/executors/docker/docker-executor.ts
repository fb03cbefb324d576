import { join } from 'node:path';
import type { BuildHandle, BuildOrder, Executor } from '../executor.ts';
import { CAPABILITIES } from './capabilities.ts';
import { createDockerClient, type DockerClient, unlessConflict, unlessMissing } from './docker-client.ts';
import { openDockerTerminal } from './docker-terminal.ts';
import { ensureImage } from './images.ts';

export interface DockerExecutorOptions {
  /** `unix:///…` or `tcp://…`. */
  readonly host: string;
  /** The network that builds join: `bridge`, `none`, `host` or one of the operator's. */
  readonly network: string;
  /** Whether privileged builds may reach the engine's socket; they own the machine then. */
  readonly socketForPrivileged: boolean;
  /** `<asked for>=<used>`: AWS's curated images cannot be pulled by anybody. */
  readonly images: readonly string[];
}

/** Where the work folder is in a container, as on CodeBuild. */
const BUILD_ROOT = '/codebuild';
const STOP_GRACE_SECONDS = 2;
const MEBIBYTE = 1024 * 1024;
/** Runs every build in a container of its own on a Docker Engine. */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const docker = createDockerClient(options.host);
  const imageOf = (order: BuildOrder) => substitute(order.image, options.images);
  return {
    name: 'docker',
    isolation:
      'Each build runs in a container of its own with limited CPU and memory and without access to the Docker engine.',
    buildRoot: () => BUILD_ROOT,
    async provision(order, say, signal) {
      const image = imageOf(order);
      if (image !== order.image) say(`The image ${image} is used in place of ${order.image}`);
      await ensureImage(docker, { asked: order.image, image, credential: order.registryCredential, say, signal });
    },
    async start(order, entry) {
      const name = nameOf(order.id);
      await docker
        .call('POST', `/containers/create?name=${name}`, container(order, { entry, image: imageOf(order), options }))
        .catch(unlessConflict);
      await docker.call('POST', `/containers/${name}/start`);
      return { container: name };
    },
    observe: (handle) => observe(docker, handle),
    async stop({ container: name }) {
      await docker.call('POST', `/containers/${name}/stop?t=${STOP_GRACE_SECONDS}`).catch(unlessMissing);
    },
    async dispose(order) {
      await docker.call('DELETE', `/containers/${nameOf(order.id)}?force=true&v=true`).catch(unlessMissing);
    },
    openTerminal: (order) => openDockerTerminal(docker, order, BUILD_ROOT),
  };
}

const nameOf = (id: string) => `codeyard-${id}`;

function substitute(image: string, images: readonly string[]): string {
  const mapping = images.find((candidate) => candidate.startsWith(`${image}=`));
  return mapping ? mapping.slice(image.length + 1) : image;
}

function container(
  order: BuildOrder,
  { entry, image, options }: { entry: string; image: string; options: DockerExecutorOptions },
) {
  const socket = new URL(options.host).pathname;
  const mountsSocket = order.privileged && options.socketForPrivileged && options.host.startsWith('unix:');
  return {
    Image: image,
    Entrypoint: ['/bin/sh', join(BUILD_ROOT, entry)],
    Cmd: [],
    User: '0:0',
    WorkingDir: BUILD_ROOT,
    Env: ['HOME=/root'],
    Labels: { 'codeyard.build': order.id },
    HostConfig: {
      Binds: [
        `${join(order.workFolder, 'codebuild')}:${BUILD_ROOT}`,
        ...(mountsSocket ? [`${socket}:/var/run/docker.sock`] : []),
      ],
      NetworkMode: options.network,
      ...(options.network === 'host' || options.network === 'none'
        ? {}
        : { ExtraHosts: ['host.docker.internal:host-gateway'] }),
      NanoCpus: Math.round(order.cpus * 1e9),
      Memory: order.memoryMiB * MEBIBYTE,
      Privileged: order.privileged,
      ...(order.privileged ? {} : { CapDrop: ['ALL'], CapAdd: CAPABILITIES, SecurityOpt: ['no-new-privileges'] }),
      Init: true,
      LogConfig: { Type: 'none' },
    },
  };
}

async function observe(docker: DockerClient, { container: name }: BuildHandle) {
  interface Inspected {
    State: { Running: boolean; OOMKilled: boolean; ExitCode: number; Error: string };
  }
  const found = await docker.call<Inspected>('GET', `/containers/${name}/json`).catch((error: Error) => {
    unlessMissing(error);
    return undefined;
  });
  if (!found) return { state: 'gone' as const, reason: 'its container is gone' };
  const { Running, OOMKilled, ExitCode, Error: message } = found.State;
  if (Running) return { state: 'running' as const };
  if (OOMKilled) return { state: 'gone' as const, reason: 'it ran out of memory' };
  return {
    state: 'gone' as const,
    ...(ExitCode === 0 ? {} : { reason: message || `its container ended with exit status ${ExitCode}` }),
  };
}
