import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { advanceBuild, advanceBuildIn } from '../advance-build.ts';
import type { Parts } from '../parts.ts';
import { type Build, currentPhase, isComplete, isEnding, type PhaseType } from '../rules/build.ts';
import type { BuildEvent } from '../rules/next.ts';
import { findBuild } from '../store/builds.ts';
import { changeRun, clearRun, findRun } from '../store/runs.ts';
import { QUEUE_DEADLINE_KIND, RUN_KIND } from '../work-kinds.ts';
import { BuildFailure } from './build-failure.ts';
import { buildFolder } from './build-folder.ts';
import { claimCapacity } from './claim-capacity.ts';
import { downloadSource } from './download-source.ts';
import { clearUp, finishBuild } from './finish-build.ts';
import { followProgram } from './follow-program.ts';
import { keepLog, type LogKeeper } from './keep-log.ts';
import { provision } from './provision.ts';
import { type RunningBuild, sayFailure } from './running-build.ts';
import { runSandbox } from './sandbox/run-sandbox.ts';
import { uploadArtifacts } from './upload-artifacts.ts';
import { watchForHalt } from './watch-for-halt.ts';

interface BuildReference {
  readonly id: string;
}

/** After so many faults of ours a build is given up instead of being tried for hours. A server that dies is no fault. */
const MOST_FAULTS = 4;

/** Carries one build from the queue to its end. Its slots are the machine's capacity: builds beyond them wait as rows. */
export function buildWorker(parts: Parts): Worker<BuildReference> {
  return {
    kind: RUN_KIND,
    concurrency: parts.concurrentBuilds,
    async handle({ id }, { signal }) {
      try {
        return await runBuild(parts, id, signal);
      } catch (error) {
        if (signal.aborted || !(await giveUpAfterFaults(parts, id))) throw error;
        parts.logger.error({ build: id, error }, 'a build is given up after repeated faults');
        return { again: { afterMs: 0 } };
      }
    },
  };
}

/** Ends a build that waited too long, even when every slot is taken. */
export function queueDeadlineWorker(parts: Parts): Worker<BuildReference> {
  return {
    kind: QUEUE_DEADLINE_KIND,
    async handle({ id }) {
      await advanceBuild(parts, id, { type: 'time-passed' });
    },
  };
}

const STEPS: Partial<Record<PhaseType, (running: RunningBuild) => Promise<void>>> = {
  PROVISIONING: provision,
  DOWNLOAD_SOURCE: downloadSource,
  INSTALL: followProgram,
  PRE_BUILD: followProgram,
  BUILD: followProgram,
  POST_BUILD: followProgram,
  RUN_SANDBOX: runSandbox,
  UPLOAD_ARTIFACTS: uploadArtifacts,
};

async function runBuild(parts: Parts, id: string, signal: AbortSignal): Promise<void> {
  const queued = await findBuild(parts.database, id);
  if (!queued) return;
  if (currentPhase(queued) === 'QUEUED') await leaveQueue(parts, queued);
  const [build, run] = [await findBuild(parts.database, id), await findRun(parts.database, id)];
  if (!build || !run) return;
  const executor = parts.executors[run.executor];
  if (!executor) return await abandon(parts, build, run.executor);
  const folder = buildFolder(parts.workFolder, build.uuid, executor);
  const keeper = keepLog(parts, build, run, folder);
  const watch = watchForHalt(parts, id);
  const halt = AbortSignal.any([signal, watch.halted]);
  try {
    await takeSteps(
      { parts, build, run, executor, folder, halt, hide: keeper.hide, mask: (text) => keeper.hiding().mask(text) },
      keeper,
      signal,
    );
  } finally {
    watch.stop();
    await keeper.stop();
  }
}

/** One phase after the other, each decided by what the build is by then. */
async function takeSteps(first: RunningBuild, keeper: LogKeeper, signal: AbortSignal): Promise<void> {
  const { parts } = first;
  let running = first;
  while (!signal.aborted) {
    const { build } = running;
    if (isComplete(build)) return await clearUp(running);
    if (isEnding(build)) await finishBuild(running, keeper);
    else await takeStep(running);
    const [now, run] = [await findBuild(parts.database, build.id), await findRun(parts.database, build.id)];
    if (!now || !run) return;
    const isOver = isEnding(now) || isComplete(now);
    if (running.halt.aborted && !signal.aborted && !isOver) throw new Error(`the watch over ${build.id} was lost`);
    running = { ...running, build: now, run };
  }
}

/** An interruption is no failure: what the build has become meanwhile decides how it goes on. */
async function takeStep(running: RunningBuild): Promise<void> {
  const { parts, build, halt } = running;
  const phase = currentPhase(build);
  try {
    await STEPS[phase]?.(running);
  } catch (error) {
    if (halt.aborted) return;
    if (!(error instanceof BuildFailure)) throw error;
    const context = { code: error.code, message: running.mask(error.message) };
    sayFailure(running, phase, context);
    await advanceBuild(parts, build.id, { type: 'phase-failed', phase, context });
  }
}

/** What the owner of the build can mend becomes the context of its failed phase; everything else is a fault. */
async function leaveQueue(parts: Parts, build: Build): Promise<void> {
  try {
    await claimCapacity(parts, build);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    const context = { code: error.code, message: error.message };
    await advanceBuild(parts, build.id, { type: 'phase-failed', phase: 'QUEUED', context });
  }
}

/** The server was started without the executor that the build was begun on: whatever still runs there is out of reach. */
async function abandon(parts: Parts, build: Build, executor: string): Promise<void> {
  const message = `There is no executor ${executor} any more, on which the build was begun.`;
  const context = { code: 'INTERNAL_SERVICE_ERROR', message };
  const fault = { type: 'phase-failed', phase: currentPhase(build), status: 'FAULT', context } as const;
  await advanceBuild(parts, build.id, fault, { type: 'settled' });
  await rm(join(parts.workFolder, build.uuid), { recursive: true, force: true });
  await parts.database.transaction((tx) => clearRun(tx, build.id));
}

/** Counts one more fault. True when they are too many: then the build is failed or, when it fails to end, declared over. */
async function giveUpAfterFaults(parts: Parts, id: string): Promise<boolean> {
  return await parts.database.transaction(async (tx) => {
    const run = await findRun(tx, id);
    const build = await findBuild(tx, id);
    if (!run || !build) return false;
    const faults = (run.faults ?? 0) + 1;
    await changeRun(tx, id, { faults });
    if (faults % MOST_FAULTS !== 0) return false;
    await advanceBuildIn(tx, parts, id, giveUp(build));
    return true;
  });
}

function giveUp(build: Build): BuildEvent {
  if (isEnding(build)) return { type: 'settled' };
  const context = { code: 'INTERNAL_SERVICE_ERROR', message: 'The build was given up after repeated internal errors.' };
  return { type: 'phase-failed', phase: currentPhase(build), status: 'FAULT', context };
}
