import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BuildHandle, type BuildOrder, type Executor, ProvisioningError, type Reach } from '../executor.ts';
import { fitMachine, limitsOf, type Machine, sayLess } from '../fit-machine.ts';
import { CAPABILITIES } from './capabilities.ts';
import { containerFiles } from './container-files.ts';
import { createDockerClient, type DockerClient, DockerError, unlessConflict, unlessMissing } from './docker-client.ts';
import { openDockerTerminal } from './docker-terminal.ts';
import { machineFinder } from './find-machine.ts';
import { CONTAINER_ADDRESS, ensureGateNetwork } from './gate-network.ts';
import { mapImage } from './image-map.ts';
import { ensureImage } from './images.ts';
import { ensurePrivateNetwork, parseRange, removeNetwork } from './private-network.ts';

export interface DockerExecutorOptions {
  /** `unix:///…` or `tcp://…`. */
  readonly host: string;
  /** The network that builds join: `private` for one of its own each, `bridge`, `none`, `host` or one of the operator's. */
  readonly network: string;
  /** What private networks are cut from, such as `10.213.0.0/16`. */
  readonly subnets: string;
  /**
   * Serves the AWS API at an address of this machine that only containers know, too; says the port, and whether it is served on port 80
   * as well. Rejects where the address is not this machine's: when the engine is on another one.
   */
  readonly openGate: (address: string) => Promise<Gate>;
  /** Whether privileged builds may reach the engine's socket; they own the machine then. */
  readonly socketForPrivileged: boolean;
  /** Whether privileged builds get containers without bounds, say to run an engine of their own; they own the machine then. */
  readonly allowPrivileged: boolean;
  /** `<asked for>=<used>`: see image-map.ts. */
  readonly images: readonly string[];
}

export interface Gate {
  readonly port: number;
  readonly hasPort80: boolean;
}

/** Where the work folder is in a container, as on CodeBuild. */
const BUILD_ROOT = '/codebuild';
const HOME = '/root';
const STOP_GRACE_SECONDS = 2;
const LOOK_EVERY_MS = 50;
const MEBIBYTE = 1024 * 1024;
/** More than builds need, fewer than would take the machine's. */
const MOST_PROCESSES = 16_384;

/** Runs every build in a container of its own on a Docker Engine. */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const docker = createDockerClient(options.host);
  const findMachine = machineFinder(docker);
  const imageOf = (order: BuildOrder) => mapImage(order.image, options.images);
  const createContainer = async (name: string, order: BuildOrder, entry: string) => {
    const machine = await findMachine();
    const body = container(order, { entry, image: imageOf(order), options, machine });
    await docker.call('POST', `/containers/create?name=${name}`, body).catch(unlessConflict);
  };
  const remove = (name: string) => docker.call('DELETE', `/containers/${name}?force=true&v=true`).catch(unlessMissing);
  const gate = createGate(docker, options);
  return {
    name: 'docker',
    isolation: 'Each build runs in a container of its own with limited CPU and memory.',
    buildRoot: () => BUILD_ROOT,
    homeFolder: () => HOME,
    sharesDockerEngine: options.socketForPrivileged && options.host.startsWith('unix:'),
    ownFiles: containerFiles(docker, {
      nameOf: (order) => nameOf(order.id),
      probeOf: (order) => probeOf(order.id),
      ...{ imageOf, labelsOf },
      create: (order, entry) => createContainer(nameOf(order.id), order, entry),
    }),
    async provision(order, say, signal) {
      const image = imageOf(order);
      if (image !== order.image) say(`The image ${image} is used in place of ${order.image}`);
      await ensureImage(docker, { asked: order.image, image, credential: order.registryCredential, say, signal });
      const machine = await findMachine();
      for (const line of sayLess(order, machine)) say(line);
      if (order.writesOnlyTemporary) say('Unlike on Lambda, commands run as root of their container');
      fitMachine(order, machine, say);
      if (options.network === PRIVATE) await providePrivateNetwork(docker, order, options);
      if (order.privileged) say(privilegesOf(options));
      const closed = await gate.whyClosed();
      if (closed !== undefined) say(`The AWS API of this server cannot be reached from the build: ${closed}`);
    },
    async run(order, entry, signal) {
      const name = besideOf(order.id);
      await remove(name);
      await createContainer(name, order, entry);
      try {
        await docker.call('POST', `/containers/${name}/start`);
        await untilEnded(docker, name, signal);
      } finally {
        await remove(name);
      }
    },
    async start(order, entry) {
      const name = nameOf(order.id);
      await createContainer(name, order, entry).catch(refuseStart);
      await docker.call('POST', `/containers/${name}/start`).catch(refuseStart);
      return { container: name };
    },
    async observe(handle) {
      // A build that was begun by a server before this one goes on calling it.
      gate.tryOnce();
      return await observe(docker, handle);
    },
    async stop({ container: name }) {
      await docker.call('POST', `/containers/${name}/stop?t=${STOP_GRACE_SECONDS}`).catch(unlessMissing);
    },
    async dispose(order) {
      await Promise.all([nameOf, besideOf, probeOf].map((name) => remove(name(order.id))));
      await removeNetwork(docker, nameOf(order.id));
    },
    reach: gate.reach,
    openTerminal: (order) => openDockerTerminal(docker, order, BUILD_ROOT),
  };
}

const PRIVATE = 'private';

/** The way from containers to the server: looked for once, and again after it was not found. */
function createGate(docker: DockerClient, { network, openGate }: DockerExecutorOptions) {
  let opening: Promise<Gate> | undefined;
  let wasTried = false;
  const isNeeded = network !== 'host' && network !== 'none';

  async function open(): Promise<Gate> {
    await ensureGateNetwork(docker);
    return await openGate(CONTAINER_ADDRESS);
  }

  const find = async (): Promise<Gate | Error> => {
    wasTried = true;
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      return error as Error;
    }
  };

  return {
    tryOnce(): void {
      if (isNeeded && !wasTried) void find();
    },
    async whyClosed(): Promise<string | undefined> {
      if (network === 'none') return 'it has no network';
      const found = isNeeded ? await find() : undefined;
      return found instanceof Error ? found.message : undefined;
    },
    async reach(endpoint: string): Promise<Reach> {
      const found = isNeeded ? await find() : undefined;
      if (!found || found instanceof Error) return { endpoint, hasCredentialsAddress: false };
      return { endpoint: `http://${CONTAINER_ADDRESS}:${found.port}`, hasCredentialsAddress: found.hasPort80 };
    },
  };
}

async function providePrivateNetwork(
  docker: DockerClient,
  order: BuildOrder,
  { subnets }: DockerExecutorOptions,
): Promise<void> {
  const range = parseRange(subnets);
  if (!range) throw new ProvisioningError(UNABLE, `${subnets} is no range of addresses for private networks`);
  const network = { name: nameOf(order.id), range, labels: labelsOf(order) };
  await ensurePrivateNetwork(docker, network).catch((error: Error) => {
    const hint = 'Give builds another one with --docker-network, or other addresses with --docker-subnets';
    throw new ProvisioningError(UNABLE, `The build’s private network could not be made: ${error.message}. ${hint}`);
  });
}

/** CodeBuild's code for what is wrong with its own machines. */
const UNABLE = 'INTERNAL_SERVICE_ERROR';

const labelsOf = ({ id }: BuildOrder) => ({ 'codeyard.build': id });

/** What the engine says of a container that it cannot start is the image's or the machine's fault, and stays so. */
function refuseStart(error: Error): never {
  if (!(error instanceof DockerError)) throw error;
  throw new ProvisioningError('CLIENT_ERROR', `The build container could not be started: ${error.message}`);
}

function privilegesOf({ socketForPrivileged, allowPrivileged }: DockerExecutorOptions): string {
  if (allowPrivileged) return 'The build is privileged: nothing keeps it from this machine';
  if (socketForPrivileged) return 'The build is privileged: it reaches the Docker engine, and through it this machine';
  return 'The build asks for privileged mode and runs without it: an administrator may allow it with --docker-socket yes (to build images on the engine) or --docker-privileged yes';
}

const nameOf = (id: string) => `codeyard-${id}`;
/** What runs before the build's own program. */
const besideOf = (id: string) => `codeyard-${id}-before`;
/** What shows the files of the build's image. */
const probeOf = (id: string) => `codeyard-${id}-image`;

async function untilEnded(docker: DockerClient, name: string, signal: AbortSignal): Promise<void> {
  while ((await observe(docker, { container: name })).state === 'running')
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
}

interface Making {
  readonly entry: string;
  readonly image: string;
  readonly options: DockerExecutorOptions;
  readonly machine: Machine;
}

function container(order: BuildOrder, { entry, image, options, machine }: Making) {
  const limits = limitsOf(order, machine);
  const socket = new URL(options.host).pathname;
  const mountsSocket = order.privileged && options.socketForPrivileged && options.host.startsWith('unix:');
  const isUnbound = order.privileged && options.allowPrivileged;
  return {
    Image: image,
    Entrypoint: ['/bin/sh', join(BUILD_ROOT, entry)],
    Cmd: [],
    User: '0:0',
    WorkingDir: BUILD_ROOT,
    Env: [`HOME=${order.writesOnlyTemporary ? '/tmp' : HOME}`],
    Labels: labelsOf(order),
    HostConfig: {
      Binds: [
        `${join(order.workFolder, 'codebuild')}:${BUILD_ROOT}`,
        ...(mountsSocket ? [`${socket}:/var/run/docker.sock`] : []),
      ],
      NetworkMode: options.network === PRIVATE ? nameOf(order.id) : options.network,
      NanoCpus: Math.round(limits.cpus * 1e9),
      ...{ Memory: limits.memoryMiB * MEBIBYTE, MemorySwap: limits.memoryMiB * MEBIBYTE, PidsLimit: MOST_PROCESSES },
      ...(order.writesOnlyTemporary ? { ReadonlyRootfs: true, Tmpfs: { '/tmp': 'rw,exec,mode=1777' } } : {}),
      ...(order.gpu ? { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] } : {}),
      Privileged: isUnbound,
      ...(isUnbound ? {} : { CapDrop: ['ALL'], CapAdd: CAPABILITIES, SecurityOpt: ['no-new-privileges'] }),
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
