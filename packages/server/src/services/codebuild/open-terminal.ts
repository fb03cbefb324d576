import type { Terminal, TerminalWindow } from '@codeyard/compute/executors/executor';
import type { Caller } from '../../gateway/request-context.ts';
import { sleep } from '../../platform/clock.ts';
import { readBuildId } from './arns.ts';
import { buildNotFound, invalidBuildId, noDebugSession, noTerminalForBuilds, runsNotNow } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Build, currentPhase, isEnding } from './rules/build.ts';
import { findBuild } from './store/builds.ts';
import { findRun } from './store/runs.ts';
import { assumedSessionName } from './workers/build-credentials.ts';
import { buildFolder } from './workers/build-folder.ts';

/** A shell that somebody asks for. */
export interface TerminalRequest {
  /** Of a sandbox, or of a build that was started with debugSessionEnabled. */
  readonly id: string;
  readonly caller: Caller;
  readonly window?: TerminalWindow;
}

const PROGRAM_PHASES = ['RUN_SANDBOX', 'INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'];
const NAME_LENGTH = 12;
/** The phase begins before its program runs. */
const START_PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Opens a shell in a sandbox, or in a build whose commands run or pause. Builds themselves are refused. */
export async function openTerminal(parts: Parts, { id, caller, window }: TerminalRequest): Promise<Terminal> {
  if (isOfWork(caller)) throw noTerminalForBuilds();
  return await openShell(parts, { id, ...(window ? { window } : {}) });
}

/** The same for whoever has shown that he may. */
export async function openShell(parts: Parts, { id, window }: Omit<TerminalRequest, 'caller'>): Promise<Terminal> {
  const { build, handle, executor } = await findProgram(parts, id);
  const { work: workFolder } = buildFolder(parts.workFolder, build.uuid, executor);
  const name = parts.ids.text(NAME_LENGTH);
  return await executor.openTerminal({ handle, workFolder, name, ...(window ? { window } : {}) });
}

/** Credentials that one of our services made for a build, or for a job with a policy that knows no terminals. */
export const isOfWork = ({ sessionName, policy }: Caller): boolean =>
  policy !== undefined || sessionName?.startsWith(assumedSessionName('')) === true;

/** Whether a shell may be put beside what the build does now. */
export const runsCommands = (build: Build): boolean => !isEnding(build) && PROGRAM_PHASES.includes(currentPhase(build));

/** The program that runs for a build; one that is being started is waited for. */
async function findProgram(parts: Parts, id: string) {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const build = await findTarget(parts, id);
    const phase = currentPhase(build);
    if (!runsCommands(build)) throw runsNotNow(id, phase);
    const run = await findRun(parts.database, build.id);
    const executor = run && parts.executors[run.executor];
    if (run?.handle && executor) return { build, handle: run.handle, executor };
    if (waitedMs >= START_PATIENCE_MS) throw runsNotNow(id, phase);
    await sleep(parts.clock, LOOK_EVERY_MS);
  }
}

async function findTarget({ database }: Parts, id: string): Promise<Build> {
  const buildId = readBuildId(id);
  if (!buildId) throw invalidBuildId();
  const build = (await findBuild(database, `sandbox/${buildId}`)) ?? (await findBuild(database, buildId));
  if (!build) throw buildNotFound(id);
  if (!build.sandbox && !build.debugSessionEnabled) throw noDebugSession(id);
  return build;
}
