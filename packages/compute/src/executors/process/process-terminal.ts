import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { TERMINAL_SCRIPT, terminalFile } from '@codeyard/engine/build-program/terminal-script';
import type { Terminal, TerminalOrder, WindowSize } from '../executor.ts';
import { findPseudoTerminal, inTerminal, type PseudoTerminal } from './pseudo-terminal.ts';

const GRACE_MS = 2_000;
const NO_TERMINAL =
  'Neither script (util-linux) nor python3 is installed where builds run: this shell has no terminal, only a pipe.';

export interface TerminalSurroundings {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Found out when left out. */
  readonly pseudoTerminal?: PseudoTerminal;
}

/** A shell as a process of this machine, in the folder of its build. */
export async function openProcessTerminal(order: TerminalOrder, surroundings: TerminalSurroundings): Promise<Terminal> {
  const { window, name, workFolder } = order;
  const found = surroundings.pseudoTerminal ?? (window ? await findPseudoTerminal(surroundings.path) : 'none');
  const kind = window ? found : 'none';
  const size = window && kind !== 'none' ? [String(window.columns), String(window.rows), window.term] : [];
  const argv = ['/bin/sh', join(workFolder, 'codebuild', TERMINAL_SCRIPT), name, ...size];
  const [program, rest] = kind === 'none' ? [argv[0] ?? '', argv.slice(1)] : inTerminal(kind, argv);
  const child = spawn(program, rest, {
    cwd: workFolder,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...surroundings.environment, SHELL: '/bin/sh' },
  });
  await once(child, 'spawn');
  const { stdin, stdout, stderr } = child as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };
  const sizes = child.stdio[3] as Writable;
  // A shell that has ended reads nothing any more.
  for (const stream of [stdin, sizes]) stream.on('error', () => {});
  return {
    input: stdin,
    output: stdout,
    errors: stderr,
    hasWindow: kind !== 'none',
    ...(window && kind === 'none' ? { notice: NO_TERMINAL } : {}),
    exited: once(child, 'exit').then(([code, signal]) => statusOf(code, signal)),
    resize(newSize) {
      if (kind === 'python') sizes.write(`${newSize.columns} ${newSize.rows}\n`);
      if (kind === 'script') void resizeByName(order, newSize);
    },
    close() {
      hangUp(child, 'SIGHUP');
      setTimeout(hangUp, GRACE_MS, child, 'SIGKILL').unref();
    },
  };
}

function statusOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/** The shell wrote down which terminal it has; whoever may open that may set its size. */
async function resizeByName({ workFolder, name }: TerminalOrder, { columns, rows }: WindowSize): Promise<void> {
  const text = await readFile(join(workFolder, 'codebuild', terminalFile(name)), 'utf8').catch(() => '');
  const device = /^\d+ (\/dev\/pts\/\d+)\n$/.exec(text)?.[1];
  if (device) execFile('stty', ['-F', device, 'columns', String(columns), 'rows', String(rows)], () => {});
}

function hangUp({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
