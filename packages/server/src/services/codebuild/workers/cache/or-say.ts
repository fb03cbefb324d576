import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { isRefusal } from '../build-failure.ts';
import type { BuildLog } from '../build-log.ts';
import type { RunningBuild } from '../running-build.ts';

/** Does something about a cache; what goes wrong with it becomes a line of the log, unless the build is halted. */
export async function orSay<Result>(
  { parts, build, halt }: Pick<RunningBuild, 'parts' | 'build' | 'halt'>,
  log: BuildLog,
  what: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (halt.aborted) throw error;
    const { name, message } = error as Error;
    log.say(`Unable to ${what}: ${isRefusal(error) ? `${name}: ${message}` : message}`);
    const isExpected = isRefusal(error) || error instanceof ArchiveRefused;
    if (!isExpected) parts.logger.warn({ build: build.id, error }, 'something is wrong with the cache of a build');
    return undefined;
  }
}
