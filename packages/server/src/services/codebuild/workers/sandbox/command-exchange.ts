import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandFiles } from '@codeyard/engine/build-program/sandbox-program';
import type { Parts } from '../../parts.ts';
import { type Command, type CommandEvent, nextCommand } from '../../rules/sandbox/command.ts';
import { findOpenCommands, lockCommand, saveCommand } from '../../store/commands.ts';
import { readBuildFile, readEndOfBuildFile, writeBuildFile } from '../build-files.ts';
import type { BuildFolder } from '../build-folder.ts';
import type { RunningBuild } from '../running-build.ts';

/** Gives a command to the sandbox's program; false when it has it already. */
export async function handOver(folder: BuildFolder, { number, text }: Command): Promise<boolean> {
  const file = join(folder.host, commandFiles(number).command);
  if (await lstat(file).catch(() => undefined)) return false;
  // A folder that is there stays what it is, whatever it is.
  await mkdir(dirname(file)).catch(() => undefined);
  return await writeBuildFile(folder, file, text);
}

/** What the program shows of a command that is news to the row. */
export async function readCommand(running: RunningBuild, command: Command): Promise<CommandEvent | undefined> {
  const files = commandFiles(command.number);
  const started = await readWords(running.folder, files.started);
  if (!started) return undefined;
  const ended = await readWords(running.folder, files.ended);
  if (ended) {
    const [exitStatus = 0, at = 0] = ended;
    return { type: 'ended', at, exitStatus, ...(await readPrinted(running, command)) };
  }
  return command.status === 'SUBMITTED' ? { type: 'started', at: started[0] ?? 0 } : undefined;
}

/** Saves what becomes of a command; false when the event is no news. */
export async function changeCommand(parts: Parts, id: string, event: CommandEvent): Promise<boolean> {
  return await parts.database.transaction(async (tx) => {
    const before = await lockCommand(tx, id);
    const after = before && nextCommand(before, event, parts.clock.now());
    if (!after || after === before) return false;
    await saveCommand(tx, after);
    return true;
  });
}

/** Once nothing of a sandbox runs any more: what its commands printed until then is kept. */
export async function collectCommands(running: RunningBuild): Promise<void> {
  const { parts, build } = running;
  for (const command of await findOpenCommands(parts.database, build.id)) {
    const event = await readCommand(running, command);
    const end: CommandEvent =
      event?.type === 'ended' ? event : { type: 'sandbox-ended', ...(await readPrinted(running, command)) };
    await changeCommand(parts, command.id, end);
  }
}

async function readPrinted({ folder, mask }: RunningBuild, { number }: Command) {
  const files = commandFiles(number);
  const [output, errors] = await Promise.all(
    [files.output, files.errors].map(async (file) =>
      mask(await readEndOfBuildFile(folder, join(folder.host, file), MOST_BYTES_READ)),
    ),
  );
  return { output: output ?? '', errors: errors ?? '' };
}

/** So much more than is answered that a secret torn by the cut does not show. */
const MOST_BYTES_READ = 1_048_576;
const MOST_WORD_BYTES = 1_024;

/** The numbers in a file of the program's; undefined until its line is whole. */
async function readWords(folder: BuildFolder, file: string): Promise<number[] | undefined> {
  const text = await readBuildFile(folder, join(folder.host, file), MOST_WORD_BYTES);
  return text?.endsWith('\n') ? text.trim().split(' ').map(Number) : undefined;
}
