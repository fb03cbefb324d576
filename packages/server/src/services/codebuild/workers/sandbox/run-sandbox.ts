import { sleep } from '../../../../platform/clock.ts';
import { advanceBuild } from '../../advance-build.ts';
import { findOpenCommands } from '../../store/commands.ts';
import { ensureStarted } from '../follow-program.ts';
import type { RunningBuild } from '../running-build.ts';
import { changeCommand, handOver, readCommand } from './command-exchange.ts';

const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 200;
/** How often the executor is asked whether the program still lives. */
const OBSERVE_EVERY_MS = 1_000;

/** RUN_SANDBOX: starts the program, or finds the one that a dead server started, and hands it commands until it is stopped. */
export async function runSandbox(running: RunningBuild): Promise<void> {
  const { parts, build, executor, halt } = running;
  const handle = await ensureStarted(running);
  let wait = SHORTEST_WAIT_MS;
  let observedAt = parts.clock.now();
  while (!halt.aborted) {
    const isLookDue = parts.clock.now() - observedAt >= OBSERVE_EVERY_MS;
    const seen = isLookDue ? await executor.observe(handle) : undefined;
    if (seen) observedAt = parts.clock.now();
    // What the program wrote last is there once it is seen to be gone: look at the process first, then at its files.
    if (await serveCommands(running)) {
      wait = SHORTEST_WAIT_MS;
    } else if (seen?.state === 'gone') {
      const reason = seen.reason ? { reason: seen.reason } : {};
      await advanceBuild(parts, build.id, { type: 'program-vanished', ...reason });
      return;
    }
    await sleep(parts.clock, wait, halt);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
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
