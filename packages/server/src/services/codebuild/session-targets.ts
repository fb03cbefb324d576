import type { Terminal, TerminalWindow } from '@codeyard/compute/executors/executor';
import type { Caller } from '../../gateway/request-context.ts';
import { buildNotFound } from './errors.ts';
import { isOfWork, openShell, runsCommands } from './open-terminal.ts';
import type { Parts } from './parts.ts';
import type { Build } from './rules/build.ts';
import { readSessionTarget } from './rules/session-target.ts';
import { findBuildByUuid } from './store/builds.ts';

/** What Session Manager may ask of builds and sandboxes, each by its target: see `rules/session-target.ts`. */
export interface SessionTargets {
  /** `refused`: the caller is a build or a job, which opens no terminals. */
  look(target: string, caller: Caller): Promise<'connected' | 'not-connected' | 'refused'>;
  /** Throws a Refusal that says why there can be no shell. */
  open(target: string, window: TerminalWindow): Promise<Terminal>;
}

export function sessionTargets(parts: Parts): SessionTargets {
  const find = async (target: string): Promise<Build | undefined> => {
    const uuid = readSessionTarget(target);
    return uuid === undefined ? undefined : await findBuildByUuid(parts.database, uuid);
  };
  return {
    async look(target, caller) {
      if (isOfWork(caller)) return 'refused';
      const build = await find(target);
      const isOpen = build && (build.sandbox || build.debugSessionEnabled) && runsCommands(build);
      return isOpen ? 'connected' : 'not-connected';
    },
    async open(target, window) {
      const build = await find(target);
      if (!build) throw buildNotFound(target);
      return await openShell(parts, { id: build.id.replace(/^sandbox\//, ''), window });
    },
  };
}
