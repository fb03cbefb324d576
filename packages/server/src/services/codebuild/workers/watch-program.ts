import type { BuildHandle } from '@codeyard/compute/executors/executor';
import { sleep } from '../../../platform/clock.ts';
import { advanceBuild } from '../advance-build.ts';
import type { RunningBuild } from './running-build.ts';

const SHORTEST_WAIT_MS = 10;
/** As long as this at most is waited for a program that was silent a moment ago. */
const SHORT_WAIT_MS = 50;
/** What may be added to a longer silence by waiting too long for its end. */
const SHARE_OF_SILENCE = 0.05;
/** How often the executor is asked whether the program still lives. */
const OBSERVE_EVERY_MS = 1_000;

/**
 * Looks at what a program shows of itself until nothing more comes, it vanished, or the step is to end. `look` says whether there was
 * news; while there is none, looks become rarer the longer that lasts, down to one in `longestWaitMs`.
 */
export async function watchProgram(
  { parts, build, executor, halt }: RunningBuild,
  handle: BuildHandle,
  { look, longestWaitMs }: { look: () => Promise<'news' | 'nothing' | 'finished'>; longestWaitMs: number },
): Promise<void> {
  let wait = SHORTEST_WAIT_MS;
  let observedAt = parts.clock.now();
  let silentSince = observedAt;
  while (!halt.aborted) {
    const isLookDue = parts.clock.now() - observedAt >= OBSERVE_EVERY_MS;
    const seen = isLookDue ? await executor.observe(handle) : undefined;
    if (seen) observedAt = parts.clock.now();
    // What a program wrote last is there once it is seen to be gone: look at the process first, then at its files.
    const found = await look();
    if (found === 'finished') return;
    if (found === 'news') {
      wait = SHORTEST_WAIT_MS;
      silentSince = parts.clock.now();
    } else if (seen?.state === 'gone') {
      const reason = seen.reason ? { reason: seen.reason } : {};
      await advanceBuild(parts, build.id, { type: 'program-vanished', ...reason });
      return;
    }
    await sleep(parts.clock, wait, halt);
    const bearable = Math.max(SHORT_WAIT_MS, (parts.clock.now() - silentSince) * SHARE_OF_SILENCE);
    wait = Math.min(wait * 2, bearable, longestWaitMs);
  }
}
