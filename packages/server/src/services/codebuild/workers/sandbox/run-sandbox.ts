import { findOpenCommands } from '../../store/commands.ts';
import { ensureStarted } from '../follow-program.ts';
import type { RunningBuild } from '../running-build.ts';
import { watchProgram } from '../watch-program.ts';
import { changeCommand, handOver, readCommand } from './command-exchange.ts';

const LONGEST_WAIT_MS = 200;

/** RUN_SANDBOX: starts the program, or finds the one that a dead server started, and hands it commands until it is stopped. */
export async function runSandbox(running: RunningBuild): Promise<void> {
  const handle = await ensureStarted(running);
  const look = async () => ((await serveCommands(running)) ? 'news' : 'nothing');
  await watchProgram(running, handle, { look, longestWaitMs: LONGEST_WAIT_MS });
}

/** Hands over what was submitted and takes in what has become of it. True when there was news. */
async function serveCommands(running: RunningBuild): Promise<boolean> {
  const { parts, build, folder } = running;
  let isNews = false;
  for (const command of await findOpenCommands(parts.database, build.id)) {
    if (await handOver(folder, command)) isNews = true;
    const event = await readCommand(running, command);
    if (event && (await changeCommand(parts, command.id, event))) isNews = true;
  }
  return isNews;
}
