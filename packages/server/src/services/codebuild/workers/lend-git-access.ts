import { SourceError } from '@codeyard/compute/sources/source-error';
import type { GitAccess } from '../rules/git-access.ts';
import type { BuildLog } from './build-log.ts';
import type { PlacedSource } from './fetch-sources.ts';
import type { RunningBuild } from './running-build.ts';

/**
 * `git-credential-helper: yes` of a buildspec: its commands may use git with what the sources were cloned with. As on AWS not in
 * builds that a webhook started of a public repository: anybody might have written their commands.
 */
export async function lendGitAccess(
  running: RunningBuild,
  sources: readonly PlacedSource[],
  log: BuildLog,
): Promise<GitAccess[]> {
  const lent: GitAccess[] = [];
  for (const { access, url = '' } of sources) {
    if (!access) continue;
    if (running.build.webhook && (await isPublic(running, access))) {
      log.say(`Skip git-credential-helper due to: a webhook started the build of ${url}, which is public`);
    } else lent.push(access);
  }
  return lent;
}

/** Whoever is not let in without a login is at a private repository; all else is taken for a public one. */
async function isPublic({ parts, halt }: RunningBuild, { url, insecureSsl }: GitAccess): Promise<boolean> {
  try {
    await parts.sources.visit({ url, insecureSsl, signal: halt });
    return true;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.code !== 'AUTHENTICATION_REQUIRED' && error.code !== 'REPOSITORY_NOT_FOUND';
  }
}
