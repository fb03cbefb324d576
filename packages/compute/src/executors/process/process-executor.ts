import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { arch, availableParallelism, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { CONTROL_FILES } from '@codeyard/engine/build-program/control-files';
import type { BuildHandle, BuildOrder, Executor } from '../executor.ts';
import { architectureOf, fitMachine, type Machine } from '../fit-machine.ts';
import { installedRuntimes } from './installed-runtimes.ts';
import { openProcessTerminal } from './process-terminal.ts';
import { findMarkedProcesses, MARK, processStart } from './processes.ts';
import type { PseudoTerminal } from './pseudo-terminal.ts';

/** How long a build's processes may take to end after SIGTERM. */
const GRACE_MS = 2_000;
const LOOK_EVERY_MS = 50;
const START_PATIENCE_MS = 5_000;

export interface ProcessExecutorOptions {
  /** Where builds find their programs: the `PATH` they are given. */
  readonly path: string;
  /** Whose version managers offer runtimes to builds; the server's own home when left out. */
  readonly home?: string;
  /** How shells get a terminal; found out when left out. */
  readonly pseudoTerminal?: PseudoTerminal;
}

/** Runs builds as plain processes of this machine, in a process group of their own with a scrubbed environment. */
export function createProcessExecutor(options: ProcessExecutorOptions): Executor {
  return {
    name: 'process',
    isolation:
      'Builds run as processes of this machine with the rights of the server: own process group, scrubbed environment, private folders, but no security boundary.',
    buildRoot: (workFolder) => join(workFolder, 'codebuild'),
    homeFolder,
    sharesDockerEngine: true,
    runtimes: () => installedRuntimes({ path: options.path, home: options.home ?? homedir() }),
    async provision(order, say) {
      say(`The image ${order.image} is not used: this build finds the programs of the machine it runs on`);
      const machine = machineHere();
      say(sayUnlimited(order, machine));
      if (order.writesOnlyTemporary) say('Unlike on Lambda, this build may write wherever the server may');
      fitMachine(order, machine, say);
    },
    async start(order, entry) {
      const known = await findStarted(order);
      return known ?? (await startProgram(order, entry, options));
    },
    run: (order, entry, signal) => runBeside(order, entry, { options, signal }),
    async observe(handle) {
      return isRunning(handle) ? { state: 'running' } : { state: 'gone' };
    },
    stop: stopBuild,
    async dispose(order) {
      // A server that died may have left what it ran before the program.
      await stopBuild(unstarted(order));
      await rm(privateFolder(order), { recursive: true, force: true });
    },
    async openTerminal(order) {
      const { path, pseudoTerminal } = options;
      const environment = environmentOf({ id: String(order.handle.id), workFolder: order.workFolder }, path);
      return await openProcessTerminal(order, { path, environment, ...(pseudoTerminal ? { pseudoTerminal } : {}) });
    },
  };
}

const MEBIBYTE = 1024 * 1024;

const machineHere = (): Machine => ({
  architecture: architectureOf(arch()),
  cpus: availableParallelism(),
  memoryMiB: Math.floor(totalmem() / MEBIBYTE),
  hasGpu: existsSync('/dev/nvidia0'),
});

/** Without root there is nothing that would hold a whole tree of processes to a share of the machine. */
function sayUnlimited({ cpus, memoryMiB }: BuildOrder, machine: Machine): string {
  const share = `${machine.cpus} CPUs and ${machine.memoryMiB} MiB`;
  return `The compute type's ${cpus} vCPUs and ${memoryMiB} MiB are no limit here: this build shares the machine's ${share} with all others`;
}

type Place = Pick<BuildOrder, 'id' | 'workFolder'>;

const privateFolder = (order: Place) => join(order.workFolder, 'private');
const homeFolder = (workFolder: string) => join(workFolder, 'private', 'home');
const temporaryOf = (order: Place) => join(privateFolder(order), 'tmp');

/** All that a build's processes inherit. */
const environmentOf = (order: Place, path: string) => ({
  PATH: path,
  HOME: homeFolder(order.workFolder),
  TMPDIR: temporaryOf(order),
  LANG: 'C.UTF-8',
  [MARK]: order.id,
});

const control = (order: BuildOrder, file: string) => join(order.workFolder, 'codebuild', file);

/** The handle of a program that was started before, also when that server died before it could keep the handle. */
async function findStarted(order: BuildOrder): Promise<BuildHandle | undefined> {
  const pid = Number(await readFile(control(order, CONTROL_FILES.pid), 'utf8').catch(() => ''));
  if (!pid) return undefined;
  return { id: order.id, pid, start: processStart(pid) ?? '' };
}

async function spawnShell(order: BuildOrder, entry: string, { path }: ProcessExecutorOptions): Promise<ChildProcess> {
  const folders = [homeFolder(order.workFolder), temporaryOf(order)];
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  const child = spawn('/bin/sh', [control(order, entry)], {
    cwd: order.workFolder,
    detached: true,
    stdio: 'ignore',
    env: environmentOf(order, path),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}

/** Ends everything that carries the mark when it is over: nothing else of the build runs yet. */
async function runBeside(
  order: BuildOrder,
  entry: string,
  { options, signal }: { options: ProcessExecutorOptions; signal: AbortSignal },
): Promise<void> {
  await stopBuild(unstarted(order));
  const child = await spawnShell(order, entry, options);
  try {
    await once(child, 'exit', { signal });
  } finally {
    await stopBuild(unstarted(order));
  }
}

/** Finds what carries the mark of a build whose program has no handle. */
const unstarted = (order: Place) => ({ id: order.id, pid: 0, start: 'none' });

async function startProgram(order: BuildOrder, entry: string, options: ProcessExecutorOptions): Promise<BuildHandle> {
  const child = await spawnShell(order, entry, options);
  child.unref();
  const pid = child.pid ?? 0;
  const start = processStart(pid) ?? '';
  // A program that another call started first ends at once without a pid of its own: that one is the build.
  const other = await firstPid(order);
  return other && other !== pid
    ? { id: order.id, pid: other, start: processStart(other) ?? '' }
    : { id: order.id, pid, start };
}

/** The pid the program wrote down; waits for it, since the program has just begun. */
async function firstPid(order: BuildOrder): Promise<number | undefined> {
  const end = performance.now() + START_PATIENCE_MS;
  while (performance.now() < end) {
    const pid = Number(await readFile(control(order, CONTROL_FILES.pid), 'utf8').catch(() => ''));
    if (pid) return pid;
    await pause(2);
  }
  return undefined;
}

/** A process id may be given to another process later; its start time tells them apart. */
function isRunning({ pid, start }: BuildHandle): boolean {
  const now = processStart(Number(pid));
  return now !== undefined && now === start;
}

/** Ends the group and everything that carries the build's mark, first politely. */
async function stopBuild(handle: BuildHandle): Promise<void> {
  const end = performance.now() + GRACE_MS;
  let signal: NodeJS.Signals = 'SIGTERM';
  for (;;) {
    const pids = await findMarkedProcesses(String(handle.id));
    if (isRunning(handle)) pids.push(-Number(handle.pid));
    if (pids.length === 0) return;
    if (performance.now() > end) signal = 'SIGKILL';
    for (const pid of pids) kill(pid, signal);
    await pause(LOOK_EVERY_MS);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));
