import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandFiles } from '@codeyard/engine/build-program/sandbox-program';
import type { Parts } from '../../parts.ts';
import { type Command, type CommandEvent, nextCommand } from '../../rules/sandbox/command.ts';
import { findOpenCommands, lockCommand, saveCommand } from '../../store/commands.ts';
import type { BuildFolder } from '../build-folder.ts';
import type { RunningBuild } from '../running-build.ts';

/** Gives a command to the sandbox's program; false when it has it already. */
export async function handOver(folder: BuildFolder, { number, text }: Command): Promise<boolean> {
  const file = join(folder.host, commandFiles(number).command);
  if ((await sizeOf(file)) !== undefined) return false;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.draft`, text);
  await rename(`${file}.draft`, file);
  return true;
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
    [files.output, files.errors].map(async (file) => mask(await readEnd(join(folder.host, file)))),
  );
  return { output: output ?? '', errors: errors ?? '' };
}

/** So much more than is answered that a secret torn by the cut does not show. */
const MOST_BYTES_READ = 1_048_576;

async function readEnd(path: string): Promise<string> {
  const size = await sizeOf(path);
  if (!size) return '';
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, MOST_BYTES_READ));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

/** The numbers in a file of the program's; undefined until its line is whole. */
async function readWords(folder: BuildFolder, file: string): Promise<number[] | undefined> {
  const text = await readFile(join(folder.host, file), 'utf8').catch(unlessMissing);
  return text?.endsWith('\n') ? text.trim().split(' ').map(Number) : undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(unlessMissing))?.size;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
