import { join } from 'node:path';
import { type BuildHandle, type BuildOrder, type Executor, ProvisioningError } from '../executor.ts';
import { createDockerClient, type DockerClient, DockerError } from './docker-client.ts';

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
const UNABLE_TO_PULL = 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE';
const STOP_GRACE_SECONDS = 2;
const MEBIBYTE = 1024 * 1024;
/** What root needs inside a container to install software and change owners; nothing that reaches the host. */
const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'NET_BIND_SERVICE',
  'AUDIT_WRITE',
];

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
      await ensureImage(docker, { order, image, say, signal });
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
  };
}

const nameOf = (id: string) => `codeyard-${id}`;

function substitute(image: string, images: readonly string[]): string {
  const mapping = images.find((candidate) => candidate.startsWith(`${image}=`));
  return mapping ? mapping.slice(image.length + 1) : image;
}

/** 409: it was made before. */
function unlessConflict(error: Error): void {
  if (!(error instanceof DockerError && error.status === 409)) throw error;
}

function unlessMissing(error: Error): void {
  if (!(error instanceof DockerError && error.status === 404)) throw error;
}

interface Pull {
  readonly order: BuildOrder;
  readonly image: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function ensureImage(docker: DockerClient, { order, image, say, signal }: Pull): Promise<void> {
  try {
    if (await isPresent(docker, image)) return;
    say(`Pulling the image ${image}`);
    const headers = order.registryCredential ? { 'x-registry-auth': authOf(order.registryCredential) } : {};
    const [name, tag] = splitTag(image);
    const path = `/images/create?fromImage=${encodeURIComponent(name)}&tag=${encodeURIComponent(tag)}`;
    for await (const { error } of docker.stream('POST', path, { headers, signal })) {
      if (error) throw new DockerError(500, String(error));
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProvisioningError(
      UNABLE_TO_PULL,
      `Unable to pull customer's container image. ${explain(order.image, image, error as Error)}`,
    );
  }
}

function explain(asked: string, image: string, error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'EACCES')
    return `No Docker engine answers: ${error.message}`;
  const curated = asked.startsWith('aws/codebuild/') && asked === image;
  const hint = ` AWS does not publish ${asked}: say what to use instead with --image ${asked}=IMAGE`;
  return `${error.message}${curated ? `.${hint}` : ''}`;
}

async function isPresent(docker: DockerClient, image: string): Promise<boolean> {
  const found = docker.call('GET', `/images/${encodeURIComponent(image)}/json`).then(() => true);
  return await found.catch((error: Error) => {
    unlessMissing(error);
    return false;
  });
}

/** The tag after the last colon, unless that colon belongs to a registry's port; a digest stands for itself. */
function splitTag(image: string): [name: string, tag: string] {
  const digest = image.indexOf('@');
  if (digest >= 0) return [image.slice(0, digest), image.slice(digest + 1)];
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? [image.slice(0, colon), image.slice(colon + 1)] : [image, 'latest'];
}

function authOf({ username, password }: { username: string; password: string }): string {
  return Buffer.from(JSON.stringify({ username, password })).toString('base64url');
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
