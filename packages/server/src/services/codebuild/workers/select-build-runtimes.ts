import { isPowerShell } from '@codeyard/engine/build-program/powershell-script';
import type { Buildspec } from '@codeyard/engine/buildspec/buildspec';
import { parseRuntimes, RUNTIMES_FILE, type Runtimes } from '@codeyard/engine/runtimes/parse-runtimes';
import { expandVersions, selectInstalled, selectRuntimes } from '@codeyard/engine/runtimes/select-runtimes';
import type { BuildLog } from './build-log.ts';
import { buildOrder } from './provision.ts';
import { yamlFailure } from './read-buildspec.ts';
import type { RunningBuild } from './running-build.ts';

interface Wanted {
  readonly buildspec: Buildspec;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: BuildLog;
}

const UNSUPPORTED = 'Skipping install of runtimes. Runtime version selection is not supported by this build image';

/**
 * The commands that select the runtimes a buildspec asks for, to be run before its own. AWS runs them in DOWNLOAD_SOURCE; here they
 * begin INSTALL, where they have the build's own container and environment. An image that says what it offers refuses everything else;
 * a machine that has no such list goes on with what it has.
 */
export async function selectBuildRuntimes(
  running: RunningBuild,
  { buildspec, environment, log }: Wanted,
): Promise<string[]> {
  const versions = Object.assign({}, ...buildspec.phases.map(({ runtimeVersions }) => runtimeVersions));
  if (Object.keys(versions).length === 0) {
    log.say('No runtime version selected in buildspec.');
    return [];
  }
  // What selects them is written for a POSIX shell.
  if (isPowerShell(buildspec.env.shell)) {
    log.say(UNSUPPORTED);
    return [];
  }
  const asked = expandVersions(versions, environment);
  const { executor } = running;
  if (executor.runtimes) return useInstalled(asked, await executor.runtimes(), log);
  const text = await executor.ownFiles?.readImage(buildOrder(running), RUNTIMES_FILE);
  const offered = text === undefined ? undefined : parseRuntimes(text);
  if (!offered || buildspec.version === '0.1') {
    log.say(UNSUPPORTED);
    return [];
  }
  const selected = selectRuntimes(asked, offered);
  for (const { runtime, version } of selected.chosen)
    log.say(`Selecting '${runtime}' runtime version '${version}' based on manual selections...`);
  if (selected.problem) throw yamlFailure(selected.problem);
  return selected.chosen.flatMap(({ commands }) => commands);
}

function useInstalled(asked: Readonly<Record<string, string>>, installed: Runtimes, log: BuildLog): string[] {
  const { chosen, missing } = selectInstalled(asked, installed);
  for (const { runtime, version } of chosen)
    log.say(`Selecting '${runtime}' runtime version '${version}' based on manual selections...`);
  if (missing.length > 0) log.say(UNSUPPORTED);
  for (const { runtime, version, known } of missing) {
    const has = known.length > 0 ? `has ${runtime} ${known.join(', ')}` : `has no ${runtime}`;
    log.say(`${runtime} ${version} was asked for, and this machine ${has}`);
  }
  return chosen.flatMap(({ commands }) => commands);
}
