import type { BuildHandle } from '@codeyard/compute/executors/executor';
import type { BuildProgress } from '@codeyard/engine/build-program/build-progress';
import { sleep } from '../../../platform/clock.ts';
import { advanceBuild, advanceBuildIn } from '../advance-build.ts';
import { changeRun, type WrittenProgram } from '../store/runs.ts';
import { orFailProvisioning } from './build-failure.ts';
import { sizeOfBuildFile } from './build-files.ts';
import { openProgress, readExported, reported } from './program-files.ts';
import { buildOrder } from './provision.ts';
import type { RunningBuild } from './running-build.ts';

const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 50;
/** How often the executor is asked whether the program still lives. */
const OBSERVE_EVERY_MS = 1_000;

/** The script phases: starts the program, or finds the one that a dead server started, and reports how far it gets. */
export async function followProgram(running: RunningBuild): Promise<void> {
  const { parts, build, folder, executor, halt } = running;
  const handle = await ensureStarted(running);
  const progress = openProgress(folder);
  let wait = SHORTEST_WAIT_MS;
  let observedAt = parts.clock.now();
  while (!halt.aborted) {
    const isLookDue = parts.clock.now() - observedAt >= OBSERVE_EVERY_MS;
    const seen = isLookDue ? await executor.observe(handle) : undefined;
    if (seen) observedAt = parts.clock.now();
    // What a program wrote last is there once it is seen to be gone: look at the process first, then into the file.
    if (await progress.advance()) {
      wait = SHORTEST_WAIT_MS;
      if (await report(running, progress.current())) return;
    } else if (seen?.state === 'gone') {
      const reason = seen.reason ? { reason: seen.reason } : {};
      await advanceBuild(parts, build.id, { type: 'program-vanished', ...reason });
      return;
    }
    await sleep(parts.clock, wait, halt);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

export async function ensureStarted(running: RunningBuild): Promise<BuildHandle> {
  const { parts, build, run, executor } = running;
  if (run.handle) return run.handle;
  const handle = await executor.start(buildOrder(running), program(running).entry).catch(orFailProvisioning);
  await parts.database.transaction((tx) => changeRun(tx, build.id, { handle }));
  return handle;
}

export function program({ run }: RunningBuild): WrittenProgram {
  if (!run.program) throw new Error('the program of a build is written before its phases begin');
  return run.program;
}

/** True when the program said that nothing more will come. */
async function report(running: RunningBuild, progress: BuildProgress): Promise<boolean> {
  const { parts, build, folder } = running;
  const written = program(running);
  const phases = progress.phases.map((phase) => reported(phase, written, running.mask));
  const event = { type: 'program-progressed', phases, finished: progress.finished } as const;
  if (!progress.finished) {
    await advanceBuild(parts, build.id, event);
    return false;
  }
  const variables = await readExported(folder, written.exportedVariables);
  const size = await sizeOfBuildFile(folder, folder.outputFile);
  await parts.database.transaction(async (tx) => {
    await advanceBuildIn(tx, parts, build.id, { type: 'variables-exported', variables }, event);
    await changeRun(tx, build.id, { programLogBytes: size });
  });
  return true;
}
