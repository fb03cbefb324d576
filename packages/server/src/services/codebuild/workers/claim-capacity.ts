import { advanceBuildIn } from '../advance-build.ts';
import type { Parts } from '../parts.ts';
import type { Build } from '../rules/build.ts';
import { logStreamOf } from '../rules/log-location.ts';
import { changeRun } from '../store/runs.ts';
import { orFailBuild } from './build-failure.ts';
import { ensureLogStream } from './log-stream.ts';

const SOURCE_DIGITS = 9;
const TOKEN_LENGTH = 43;

/**
 * Takes a build out of the queue: the worker's free slot is the capacity. Its log stream exists before the build names
 * it, because followers read it the moment they see its name.
 */
export async function claimCapacity(parts: Parts, build: Build): Promise<void> {
  const logStream = logStreamOf(build.definition.logsConfig, build);
  if (logStream) {
    await orFailBuild(ensureLogStream(parts, logStream), (refusal) => ({
      code: 'ACCESS_DENIED',
      message: `The log stream ${logStream.group} ${logStream.stream} cannot be made: ${refusal.message}`,
    }));
  }
  const run = {
    executor: parts.defaultExecutor,
    sourceDigits: parts.ids.text(SOURCE_DIGITS, '0123456789'),
    sealedToken: parts.vault.seal(parts.ids.text(TOKEN_LENGTH)),
  };
  await parts.database.transaction(async (tx) => {
    const event = { type: 'capacity-claimed', ...(logStream ? { logStream } : {}) } as const;
    await advanceBuildIn(tx, parts, build.id, event);
    await changeRun(tx, build.id, run);
  });
}
