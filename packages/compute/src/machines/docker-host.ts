import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { CAPABILITIES } from '../executors/docker/capabilities.ts';
import {
  createDockerClient,
  type DockerClient,
  DockerError,
  unlessConflict,
  unlessMissing,
} from '../executors/docker/docker-client.ts';
import { ensureImage } from '../executors/docker/images.ts';
import { ProvisioningError } from '../executors/executor.ts';
import { commandFolder, machineFolder, outputIn, placeProgram, RUNNER } from './command-folder.ts';
import { type CommandId, CommandRefused, type MachineHost, MachineRefused, type MachineShape } from './machine-host.ts';

export interface DockerHostOptions {
  /** `unix:///…` or `tcp://…`. */
  readonly host: string;
  /** The network that machines join. */
  readonly network: string;
  /** Absolute path; holds a folder for every machine, which its container sees in part. The engine must be on this machine. */
  readonly folder: string;
}

/** Where a container sees the folder of its commands. */
const COMMANDS = '/var/lib/codeyard/commands';
const HOME = '/root';
const MEBIBYTE = 1024 * 1024;
/** Docker wants no less. */
const LEAST_MEMORY_MIB = 6;
/** Keeps the container, and lets it end at once. */
const STAY = 'trap "exit 0" TERM INT; while :; do sleep 3600 & wait $!; done';
const READY_PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** Machines as containers, each with limits of its own; commands are processes in them, and leave their output here. */
export function createDockerHost({ host, network, folder }: DockerHostOptions): MachineHost {
  const docker = createDockerClient(host);
  const call = <Answer = unknown>(method: string, path: string, body?: object) =>
    docker.call<Answer>(method, path, body);
  const nameOf = (machine: string) => `codeyard-${basename(machineFolder(folder, machine))}`;
  const inside = ({ command }: CommandId) => posix.join(COMMANDS, command);

  return {
    name: 'docker',
    isolation:
      'Each instance is a container of its own with limited CPU and memory and without access to the Docker engine.',
    async boot(machine, shape) {
      const commands = join(machineFolder(folder, machine), 'commands');
      await mkdir(commands, { recursive: true });
      const name = nameOf(machine);
      if (!(await isThere(docker, name))) await create(docker, { name, commands, network, shape, machine });
      await call('POST', `/containers/${name}/unpause`).catch(unlessNotPaused);
      await call('POST', `/containers/${name}/start`);
    },
    async put({ machine, path, content }) {
      const target = posix.resolve(HOME, path);
      const passing = `put-${Buffer.from(target).toString('hex').slice(-64)}`;
      const file = join(machineFolder(folder, machine), 'commands', passing);
      await writeFile(file, content);
      const script = 'mkdir -p "$(dirname "$2")" && cp "$1" "$2"';
      const code = await execute(docker, nameOf(machine), [
        '/bin/sh',
        '-c',
        script,
        'put',
        posix.join(COMMANDS, passing),
        target,
      ]);
      await rm(file, { force: true });
      if (code !== 0) throw new CommandRefused(`The file ${target} cannot be written`);
      return target;
    },
    async run(order) {
      const place = commandFolder(folder, order);
      await mkdir(place, { recursive: true });
      const name = nameOf(order.machine);
      const cwd = posix.resolve(HOME, order.workingDirectory ?? '');
      if ((await execute(docker, name, ['/bin/sh', '-c', 'mkdir -p "$1"; test -d "$2"', 'cd', HOME, cwd])) !== 0) {
        throw new CommandRefused(`The working directory ${cwd} does not exist`);
      }
      const isPwsh = order.shell === 'pwsh';
      const program = isPwsh ? ['pwsh', '-NoLogo', '-NonInteractive', '-File'] : ['/bin/sh', '-c', '"$0"'];
      if (isPwsh && (await execute(docker, name, ['/bin/sh', '-c', 'command -v pwsh'])) !== 0) {
        throw new CommandRefused('PowerShell (pwsh) is not installed on this machine');
      }
      const script = isPwsh ? 'script.ps1' : 'script';
      await placeProgram(join(place, script), order.script);
      await placeProgram(join(place, 'run'), RUNNER);
      for (const stream of ['stdout', 'stderr']) await writeFile(join(place, stream), '', { flag: 'a' });
      if (await isPresent(join(place, 'begun'))) return;
      const { Id } = await call<{ Id: string }>('POST', `/containers/${name}/exec`, {
        Cmd: [
          '/bin/sh',
          posix.join(inside(order), 'run'),
          inside(order),
          ...program,
          posix.join(inside(order), script),
        ],
        Env: Object.entries({ LANG: 'C.UTF-8', ...order.environment, HOME }).map(([key, value]) => `${key}=${value}`),
        WorkingDir: cwd,
      });
      await call('POST', `/exec/${Id}/start`, { Detach: true });
      await untilPresent(join(place, 'pid'));
    },
    async observe(command) {
      const place = commandFolder(folder, command);
      const output = outputIn(place);
      const ended = async () => await readFile(join(place, 'exit'), 'utf8').catch(() => undefined);
      const code = await ended();
      if (code !== undefined) return { state: 'exited', code: Number(code), output };
      if (await isAlive(docker, nameOf(command.machine), join(place, 'pid'))) return { state: 'running', output };
      const late = await ended();
      return late === undefined ? { state: 'gone', output } : { state: 'exited', code: Number(late), output };
    },
    async cancel(command) {
      const pid = Number(await readFile(join(commandFolder(folder, command), 'pid'), 'utf8').catch(() => '0'));
      if (!(pid > 0)) return;
      // The runner leads a session of its own; its children are of its group.
      const script = 'kill -9 -"$1" 2>/dev/null || kill -9 "$1"';
      await execute(docker, nameOf(command.machine), ['/bin/sh', '-c', script, 'cancel', String(pid)]).catch(
        unlessNotRunning,
      );
    },
    async halt(machine) {
      const name = nameOf(machine);
      await call('POST', `/containers/${name}/unpause`).catch(unlessNotPaused);
      await call('POST', `/containers/${name}/stop?t=0`).catch(unlessMissing);
    },
    async suspend(machine) {
      await call('POST', `/containers/${nameOf(machine)}/pause`).catch(unlessConflict);
    },
    async destroy(machine) {
      await call('DELETE', `/containers/${nameOf(machine)}?force=true&v=true`).catch(unlessMissing);
      await rm(machineFolder(folder, machine), { recursive: true, force: true });
    },
  };
}

async function isThere(docker: DockerClient, name: string): Promise<boolean> {
  const found = docker.call('GET', `/containers/${name}/json`).then(() => true);
  return await found.catch((error: Error) => {
    unlessMissing(error);
    return false;
  });
}

interface Creation {
  readonly name: string;
  readonly machine: string;
  /** Path on this machine. */
  readonly commands: string;
  readonly network: string;
  readonly shape: MachineShape;
}

async function create(docker: DockerClient, { name, machine, commands, network, shape }: Creation): Promise<void> {
  const { image, vcpus, memoryMib } = shape;
  if (!image) throw new MachineRefused('No container image is set for this machine');
  try {
    await ensureImage(docker, { asked: image, image, say: () => {}, signal: new AbortController().signal });
  } catch (error) {
    throw error instanceof ProvisioningError ? new MachineRefused(error.message) : error;
  }
  const hosts = network === 'host' || network === 'none' ? {} : { ExtraHosts: ['host.docker.internal:host-gateway'] };
  const container = {
    Image: image,
    Entrypoint: ['/bin/sh', '-c', STAY],
    Cmd: [],
    User: '0:0',
    Hostname: network === 'host' ? undefined : machine,
    Labels: { 'codeyard.instance': machine },
    HostConfig: {
      Binds: [`${commands}:${COMMANDS}`],
      ...{ NetworkMode: network, ...hosts },
      NanoCpus: await cpusOf(docker, vcpus),
      Memory: Math.max(memoryMib, LEAST_MEMORY_MIB) * MEBIBYTE,
      ...{ CapDrop: ['ALL'], CapAdd: CAPABILITIES, SecurityOpt: ['no-new-privileges'], Init: true },
      LogConfig: { Type: 'none' },
    },
  };
  await docker.call('POST', `/containers/create?name=${name}`, container).catch(unlessConflict);
}

/** No more than there are: the engine refuses to promise others. */
async function cpusOf(docker: DockerClient, vcpus: number): Promise<number> {
  const { NCPU } = await docker.call<{ NCPU: number }>('GET', '/info');
  return Math.round(Math.min(vcpus, NCPU) * 1e9);
}

/** Runs a short program to its end; its exit code. */
async function execute(docker: DockerClient, name: string, Cmd: readonly string[]): Promise<number> {
  const { Id } = await docker.call<{ Id: string }>('POST', `/containers/${name}/exec`, {
    Cmd,
    AttachStdout: true,
    User: '0:0',
  });
  // The answer ends with the program.
  await docker.call('POST', `/exec/${Id}/start`, { Detach: false, Tty: true });
  const { ExitCode } = await docker.call<{ ExitCode: number }>('GET', `/exec/${Id}/json`);
  return ExitCode;
}

async function isAlive(docker: DockerClient, name: string, pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  if (!(pid > 0)) return false;
  const look = execute(docker, name, ['/bin/sh', '-c', 'kill -0 "$1"', 'look', String(pid)]).then((code) => code === 0);
  return await look.catch((error: Error) => {
    // A paused container answers nothing, and what runs in it will go on.
    if (error instanceof DockerError && error.status === 409 && /paused/i.test(error.message)) return true;
    unlessNotRunning(error);
    return false;
  });
}

/** 404 and 409: the container is gone, or stopped. */
function unlessNotRunning(error: Error): void {
  if (!(error instanceof DockerError && (error.status === 404 || error.status === 409))) throw error;
}

function unlessNotPaused(error: Error): void {
  if (
    !(
      error instanceof DockerError &&
      (error.status === 404 || error.status === 409 || /not paused/i.test(error.message))
    )
  )
    throw error;
}

const isPresent = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function untilPresent(file: string): Promise<void> {
  for (const end = performance.now() + READY_PATIENCE_MS; performance.now() < end; ) {
    if (await isPresent(file)) return;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
  throw new Error(`the command of ${file} did not begin`);
}
