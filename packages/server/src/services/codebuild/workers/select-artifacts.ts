import { isAbsolute } from 'node:path';
import type { ArchiveEntry } from '@codeyard/compute/archives/archive';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import type { BuildspecArtifactSet } from '@codeyard/engine/buildspec/buildspec';
import { PRIMARY } from '../rules/build.ts';
import type { Artifacts } from '../rules/definition.ts';
import { type ExpandedMember, expansionName } from '../rules/plan-build.ts';
import { present } from '../rules/present.ts';
import { BuildFailure } from './build-failure.ts';
import { onHost } from './build-folder.ts';
import type { BuildLog } from './build-log.ts';
import { program } from './follow-program.ts';
import { readExpansion } from './program-files.ts';
import type { RunningBuild } from './running-build.ts';

/** The files of one artifact set, and what the build's shell made of its name and prefix. */
export interface SelectedArtifacts {
  readonly entries: readonly ArchiveEntry[];
  readonly name?: string;
  readonly prefix?: string;
}

interface WantedSet {
  readonly artifacts: Artifacts;
  readonly identifier: string;
  readonly spec: BuildspecArtifactSet;
}

/** Finds what the buildspec selects, saying on the way what AWS says. */
export async function selectArtifacts(
  running: RunningBuild,
  { artifacts, identifier, spec }: WantedSet,
  log: BuildLog,
): Promise<SelectedArtifacts> {
  const expanded = async (member: ExpandedMember) => {
    const text = await readExpansion(running.folder, expansionName(member, identifier));
    return text?.trim() || spec[member];
  };
  if (identifier !== PRIMARY) log.say(`Preparing to copy secondary artifacts ${identifier}`);
  const base = (await expanded('baseDirectory')) ?? '.';
  const { enableSymlinks, discardPaths, excludePaths, files } = spec;
  const place = placeOf(running, base);
  const found = place && (await selectFiles({ ...place, files, excludePaths, discardPaths, enableSymlinks }));
  log.say(`Expanding base directory path:  ${base}`, 'Assembling file list', `Expanding ${base}`);
  if (!found?.baseFound) throw new BuildFailure('CLIENT_ERROR', `no matching base directory path found for ${base}`);
  log.say(`Expanding file paths for base directory ${base}`, 'Assembling file list');
  for (const pattern of files) log.say(`Expanding ${pattern}`);
  for (const path of found.skipped) log.say(`Skipping invalid file path ${path}`);
  log.say(...found.warnings);
  if (found.entries.length === 0) throw new BuildFailure('CLIENT_ERROR', 'no matching artifact paths found');
  log.say(`Found ${found.entries.length} file(s)`);
  const name = await expanded('name');
  if (name && artifacts.overrideArtifactName) log.say(`Updating artifact name as  ${name}`);
  return { entries: found.entries, ...present('name', name), ...present('prefix', await expanded('s3Prefix')) };
}

/**
 * The source root and the base directory on this machine. A build that shares it may name any folder by its absolute path;
 * one in a container only those that both see.
 */
export function placeOf(running: RunningBuild, base: string): { root: string; baseDirectory: string } | undefined {
  const { folder } = running;
  const root = onHost(folder, program(running).sourceFolder);
  if (root === undefined) return undefined;
  if (!isAbsolute(base) || folder.seen === folder.host) return { root, baseDirectory: base };
  const baseDirectory = onHost(folder, base);
  return baseDirectory === undefined ? undefined : { root, baseDirectory };
}
