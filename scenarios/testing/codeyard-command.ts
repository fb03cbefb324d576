import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeyardProgram, type ServerProcess } from './server-process.ts';

/** A command of the CLI that runs. */
export interface CodeyardCommand {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Types or pipes something in. */
  type(text: string): void;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

const argvOf = (server: ServerProcess, argv: readonly string[]) => [
  process.execPath,
  codeyardProgram,
  ...argv,
  '--data',
  server.dataFolder,
];

const environmentOf = (server: ServerProcess) => ({ ...server.environment, TERM: 'xterm', NO_COLOR: '1' });

/** Starts a command of the CLI for a server, between pipes. */
export function startCommand(server: ServerProcess, ...argv: string[]): CodeyardCommand {
  const [program = '', ...rest] = argvOf(server, argv);
  return follow(spawn(program, rest, { stdio: 'pipe', env: environmentOf(server) }));
}

/** Runs a command to its end, with nothing to read but `input`. */
export async function runCommand(server: ServerProcess, argv: readonly string[], input = '') {
  const command = startCommand(server, ...argv);
  command.child.stdin?.end(input);
  const status = await command.ended;
  return { status, stdout: command.stdout(), stderr: command.stderr() };
}

function follow(child: ChildProcess): CodeyardCommand {
  const heard = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (chunk: Buffer) => heard.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => heard.stderr.push(chunk));
  child.stdin?.on('error', () => {});
  return {
    child,
    stdout: () => Buffer.concat(heard.stdout).toString(),
    stderr: () => Buffer.concat(heard.stderr).toString(),
    type: (text) => void child.stdin?.write(text),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Why no terminal can be had here, or undefined. */
export function whyNoTerminal(): string | undefined {
  try {
    const isFit = execFileSync('script', ['--version']).toString().includes('util-linux');
    return isFit ? undefined : 'script is not that of util-linux';
  } catch {
    return 'script (util-linux) is not installed';
  }
}

/** A command with a terminal of its own, whose window can be resized. */
export interface CommandInTerminal extends CodeyardCommand {
  resize(columns: number, rows: number): void;
  close(): void;
}

export function startInTerminal(server: ServerProcess, ...argv: string[]): CommandInTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-terminal-'));
  const device = join(folder, 'device');
  const words = argvOf(server, argv).map((word) => `'${word}'`);
  const line = `stty cols 99 rows 33; tty > ${device}; exec ${words.join(' ')}`;
  const options = ['--quiet', '--flush', '--return', '--command', line, '/dev/null'];
  const env = { ...environmentOf(server), SHELL: '/bin/sh' };
  return {
    ...follow(spawn('script', options, { stdio: 'pipe', env })),
    resize(columns, rows) {
      const path = readFileSync(device, 'utf8').trim();
      execFileSync('stty', ['-F', path, 'cols', String(columns), 'rows', String(rows)]);
    },
    close() {
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    },
  };
}
