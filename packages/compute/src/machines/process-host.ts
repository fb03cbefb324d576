import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { findMarkedProcesses, isMarkedProcess, MARK } from '../executors/process/processes.ts';
import { commandFolder, machineFolder, outputIn, placeProgram, RUNNER } from './command-folder.ts';
import { type CommandId, type CommandOrder, CommandRefused, type MachineHost } from './machine-host.ts';

export interface ProcessHostOptions {
  /** Absolute path; holds a folder for every machine. */
  readonly folder: string;
  /** Where commands find their programs: the `PATH` they are given. */
  readonly path: string;
}

const LOOK_MS = 20;
const START_PATIENCE_MS = 5_000;
/** Machines as folders of this one: commands are processes with a home of their own, marked with their machine's id. */
export function createProcessHost({ folder, path }: ProcessHostOptions): MachineHost {
  const placeOf = (machine: string) => machineFolder(folder, machine);
  const placeFor = (command: CommandId) => commandFolder(folder, command);

  async function endAll(machine: string): Promise<void> {
    // What is killed may have started more in the meantime.
    for (let turn = 0; turn < 20; turn++) {
      const pids = await findMarkedProcesses(machine);
      if (pids.length === 0) return;
      for (const pid of pids) signal(pid, 'SIGKILL');
      await pause();
    }
  }

  return {
    name: 'process',
    isolation:
      'Instances are folders of this machine; their commands run with the rights of the server, each with a home of its own, and no security boundary.',
    async boot(machine) {
      for (const part of ['home', 'tmp', 'commands']) await mkdir(join(placeOf(machine), part), { recursive: true });
      for (const pid of await findMarkedProcesses(machine)) signal(pid, 'SIGCONT');
    },
    async put({ machine, path: file, content }) {
      const target = resolve(placeOf(machine), 'home', file);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      return target;
    },
    async run(order) {
      const place = placeFor(order);
      await mkdir(place, { recursive: true });
      const program = await programFor(order, path);
      const script = join(place, order.shell === 'pwsh' ? 'script.ps1' : 'script');
      await placeProgram(script, order.script);
      await placeProgram(join(place, 'run'), RUNNER);
      for (const stream of ['stdout', 'stderr']) await writeFile(join(place, stream), '', { flag: 'a' });
      const home = join(placeOf(order.machine), 'home');
      const cwd = resolve(home, order.workingDirectory ?? '');
      await access(cwd).catch(() => {
        throw new CommandRefused(`The working directory ${cwd} does not exist`);
      });
      const child = spawn('/bin/sh', [join(place, 'run'), place, ...program, script], {
        cwd,
        detached: true,
        stdio: 'ignore',
        env: {
          LANG: 'C.UTF-8',
          PATH: path,
          ...order.environment,
          HOME: home,
          TMPDIR: join(placeOf(order.machine), 'tmp'),
          [MARK]: order.machine,
        },
      });
      await new Promise<void>((done, fail) => {
        child.once('spawn', done);
        child.once('error', fail);
      });
      child.unref();
      await hasBegun(place);
    },
    async observe(command) {
      const place = placeFor(command);
      const output = outputIn(place);
      const pid = Number(await readFile(join(place, 'pid'), 'utf8').catch(() => '0'));
      const alive = pid > 0 && (await isMarkedProcess(pid, command.machine));
      const code = await readFile(join(place, 'exit'), 'utf8').catch(() => undefined);
      if (code !== undefined) return { state: 'exited', code: Number(code), output };
      return { state: alive ? 'running' : 'gone', output };
    },
    async cancel(command) {
      const pid = Number(await readFile(join(placeFor(command), 'pid'), 'utf8').catch(() => '0'));
      if (pid > 0 && (await isMarkedProcess(pid, command.machine))) signal(-pid, 'SIGKILL');
    },
    halt: endAll,
    async suspend(machine) {
      for (const pid of await findMarkedProcesses(machine)) signal(pid, 'SIGSTOP');
    },
    async destroy(machine) {
      await endAll(machine);
      await rm(placeOf(machine), { recursive: true, force: true });
    },
  };
}

/** What runs a script: by its first line where it has one, otherwise the shell. */
async function programFor({ shell }: CommandOrder, path: string): Promise<string[]> {
  if (shell === 'sh') return ['/bin/sh', '-c', '"$0"'];
  for (const folder of path.split(delimiter)) {
    const file = join(folder, 'pwsh');
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return [file, '-NoLogo', '-NonInteractive', '-File'];
  }
  throw new CommandRefused('PowerShell (pwsh) is not installed on this machine');
}

const pause = () => new Promise((done) => setTimeout(done, LOOK_MS));

async function hasBegun(place: string): Promise<void> {
  for (const end = performance.now() + START_PATIENCE_MS; performance.now() < end; await pause()) {
    const pid = await readFile(join(place, 'pid'), 'utf8').catch(() => '');
    if (pid.trim() !== '') return;
  }
  throw new Error(`the command in ${place} did not begin`);
}

/** A negative id stands for a whole group: every runner leads one. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}
