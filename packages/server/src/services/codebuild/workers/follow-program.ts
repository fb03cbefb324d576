import type { BuildHandle } from '@codeyard/compute/executors/executor';
import type { BuildProgress } from '@codeyard/engine/build-program/build-progress';
import { advanceBuild, advanceBuildIn } from '../advance-build.ts';
import { changeRun, type WrittenProgram } from '../store/runs.ts';
import { orFailProvisioning } from './build-failure.ts';
import { sizeOfBuildFile } from './build-files.ts';
import { openProgress, readExported, reported } from './program-files.ts';
import { buildOrder } from './provision.ts';
import type { RunningBuild } from './running-build.ts';
import { watchProgram } from './watch-program.ts';

const LONGEST_WAIT_MS = 250;

/** The script phases: starts the program, or finds the one that a dead server started, and reports how far it gets. */
export async function followProgram(running: RunningBuild): Promise<void> {
  const handle = await ensureStarted(running);
  const progress = openProgress(running.folder);
  const look = async () => {
    if (!(await progress.advance())) return 'nothing';
    return (await report(running, progress.current())) ? 'finished' : 'news';
  };
  await watchProgram(running, handle, { look, longestWaitMs: LONGEST_WAIT_MS }).finally(() => progress.close());
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
