import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandId, CommandOutput } from './machine-host.ts';

const NAME = /^[A-Za-z0-9._-]{1,200}$/;

/** Where a machine is, below the folder of all. */
export function machineFolder(folder: string, machine: string): string {
  if (!NAME.test(machine) || machine.startsWith('.')) throw new Error(`${machine} is no name of a machine`);
  return join(folder, machine);
}

/** Where a command leaves its script, its output and its exit code. */
export function commandFolder(folder: string, { machine, command }: CommandId): string {
  if (!NAME.test(command) || command.startsWith('.')) throw new Error(`${command} is no name of a command`);
  return join(machineFolder(folder, machine), 'commands', command);
}

/** Puts a program in its place in one move: another one of the same name may just be running. */
export async function placeProgram(file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, text, { mode: 0o755 });
  await rename(fresh, file);
}

export const outputIn = (place: string): CommandOutput => ({
  stdout: join(place, 'stdout'),
  stderr: join(place, 'stderr'),
});

/**
 * Runs the script, keeps what it prints, and writes its exit code last, in one move. Only who makes the `begun` folder runs it; the
 * pid is of the process that waits for the script.
 */
export const RUNNER = `mkdir "$1/begun" 2>/dev/null || exit 0
echo $$ > "$1/pid"
place=$1; shift
"$@" > "$place/stdout" 2> "$place/stderr" < /dev/null
echo $? > "$place/exit.new"
mv "$place/exit.new" "$place/exit"
`;
