import { access } from 'node:fs/promises';
import { removeFolder } from '@codeyard/compute/archives/remove-folder';
import { advanceBuild } from '../advance-build.ts';
import { clearRun } from '../store/runs.ts';
import { isRefusal } from './build-failure.ts';
import { keepLocalCache } from './cache/local-cache.ts';
import { copyLogToS3 } from './copy-log-to-s3.ts';
import type { LogKeeper } from './keep-log.ts';
import { buildOrder } from './provision.ts';
import type { RunningBuild } from './running-build.ts';
import { collectCommands } from './sandbox/command-exchange.ts';

/** FINALIZING, and the end of stopped builds: nothing runs any more, the log is delivered, and only then it is over. */
export async function finishBuild(running: RunningBuild, keeper: LogKeeper): Promise<void> {
  const { parts, build } = running;
  await stopProgram(running);
  if (build.sandbox) await collectCommands(running);
  await deliverLog(running, keeper);
  await copyLogToS3(running, keeper.hiding());
  // Before anybody is told that the build is over: the next one may begin at that moment.
  await keepLocalCache(running);
  await advanceBuild(parts, build.id, { type: 'settled' });
}

/** A log that is refused, say because the role may not write it, costs the log and not the build. */
async function deliverLog({ parts, build }: RunningBuild, keeper: LogKeeper): Promise<void> {
  try {
    await keeper.finish();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parts.logger.warn({ build: build.id, error }, 'the log of a build was refused by CloudWatch Logs');
  }
}

/**
 * Ends every process of the build, also those it left in the background, and also when the server died between starting
 * the program and noting it down.
 */
async function stopProgram(running: RunningBuild): Promise<void> {
  const { run, executor, folder } = running;
  if (run.handle) return await executor.stop(run.handle);
  if (!run.program || !(await exists(folder.startedFolder))) return;
  await executor.stop(await executor.start(buildOrder(running), run.program.entry));
}

/** Removes what only the running build needed. May be done twice. */
export async function clearUp(running: RunningBuild): Promise<void> {
  const { parts, build, executor, folder } = running;
  await executor.dispose(buildOrder(running));
  await keepLocalCache(running);
  await removeFolder(folder.work);
  await parts.database.transaction((tx) => clearRun(tx, build.id));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
