import type { Terminal, TerminalWindow } from '@codeyard/compute/executors/executor';
import type { Caller } from '../../gateway/request-context.ts';
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

/** Opens a shell in a sandbox, or in a build whose commands run or pause. Builds themselves are refused. */
export async function openTerminal(parts: Parts, { id, caller, window }: TerminalRequest): Promise<Terminal> {
  if (caller.sessionName?.startsWith(assumedSessionName(''))) throw noTerminalForBuilds();
  const build = await findTarget(parts, id);
  const run = await findRun(parts.database, build.id);
  const phase = currentPhase(build);
  const executor = run && parts.executors[run.executor];
  if (!run?.handle || !executor || isEnding(build) || !PROGRAM_PHASES.includes(phase)) throw runsNotNow(id, phase);
  const { work: workFolder } = buildFolder(parts.workFolder, build.uuid, executor);
  const name = parts.ids.text(NAME_LENGTH);
  return await executor.openTerminal({ handle: run.handle, workFolder, name, ...(window ? { window } : {}) });
}

async function findTarget({ database }: Parts, id: string): Promise<Build> {
  const buildId = readBuildId(id);
  if (!buildId) throw invalidBuildId();
  const build = (await findBuild(database, `sandbox/${buildId}`)) ?? (await findBuild(database, buildId));
  if (!build) throw buildNotFound(id);
  if (!build.sandbox && !build.debugSessionEnabled) throw noDebugSession(id);
  return build;
}
