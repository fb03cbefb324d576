import { sleep } from '../../../platform/clock.ts';
import { advanceBuild } from '../advance-build.ts';
import type { Parts } from '../parts.ts';
import { findBuildHealth } from '../store/builds.ts';

const LOOK_EVERY_MS = 200;

/** Notices that a build was stopped, by whichever process, and ends it when its time is up. */
export function watchForHalt(parts: Parts, id: string): { readonly halted: AbortSignal; stop(): void } {
  const halted = new AbortController();
  const done = new AbortController();
  async function watch(): Promise<void> {
    while (!done.signal.aborted) {
      if (await hasEnded(parts, id)) return halted.abort();
      await sleep(parts.clock, LOOK_EVERY_MS, done.signal);
    }
  }
  watch().catch((error: unknown) => {
    if (done.signal.aborted) return;
    parts.logger.error({ error, build: id }, 'watching a build failed; its steps are begun again');
    halted.abort();
  });
  return { halted: halted.signal, stop: () => done.abort() };
}

async function hasEnded(parts: Parts, id: string): Promise<boolean> {
  const health = await findBuildHealth(parts.database, id);
  if (health?.status !== 'IN_PROGRESS') return true;
  if (health.deadlineAt === null || parts.clock.now() < health.deadlineAt) return false;
  const build = await advanceBuild(parts, id, { type: 'time-passed' });
  return build?.status !== 'IN_PROGRESS';
}
