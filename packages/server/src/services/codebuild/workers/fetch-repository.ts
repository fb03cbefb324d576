import { SourceError } from '@codeyard/compute/sources/source-error';
import type { LocatedSource } from '@codeyard/compute/sources/source-map';
import { gitLogin } from '../../../git-hosts/git-login.ts';
import { hostOfSource, locateRepository } from '../../../git-hosts/locate-repository.ts';
import { findAccess } from '../find-access.ts';
import type { Source } from '../rules/definition.ts';
import type { GitAccess } from '../rules/git-access.ts';
import { present } from '../rules/present.ts';
import { repositoryUrl } from '../rules/source-folder.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import type { BuildLog } from './build-log.ts';
import { sourceMirror } from './cache/local-cache.ts';
import type { RunningBuild } from './running-build.ts';

export interface RepositoryOrder {
  readonly source: Source;
  readonly version?: string;
  /** Empty, on this machine. */
  readonly folder: string;
}

/** What of a source is here: its commit or revision, and what it was cloned with. */
export interface FetchedRepository {
  readonly commit?: string;
  readonly access?: GitAccess;
}

type Login = ReturnType<typeof gitLogin>;

/** Clones a repository from where it is mapped to, else from its own place. */
export async function fetchRepository(
  running: RunningBuild,
  order: RepositoryOrder,
  log: BuildLog,
): Promise<FetchedRepository> {
  const { parts, halt } = running;
  const { source, folder, version } = order;
  const remote = repositoryUrl(source, parts.region);
  try {
    const located = parts.sources.locate(remote);
    if (!located) throw new BuildFailure('CLIENT_ERROR', `${remote} is neither a URL nor mapped to a place`);
    const credentials = await findLogin(running, source, (line) => isItself(located, remote) && log.say(line));
    const insecureSsl = source.insecureSsl ?? false;
    const fetched = await parts.sources.fetch(located, {
      folder,
      signal: halt,
      submodules: source.gitSubmodulesConfig?.fetchSubmodules ?? false,
      insecureSsl,
      ...present('mirror', await sourceMirror(running, remote)),
      ...present('version', version),
      ...present('depth', source.gitCloneDepth),
      ...present('credentials', credentials),
    });
    return {
      ...present('commit', fetched.commitId),
      ...(credentials && located.kind === 'git' ? { access: { url: located.url, insecureSsl, ...credentials } } : {}),
    };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const words = WORDS[error.code];
    if (words !== undefined) log.say(`The source could not be fetched: ${error.message}`);
    if (error.code === 'AUTHENTICATION_REQUIRED') log.say(adviceFor(source));
    throw new BuildFailure('CLIENT_ERROR', words ?? error.message);
  }
}

/** In AWS's words, which do not say more. */
const WORDS: Readonly<Record<string, string>> = {
  AUTHENTICATION_REQUIRED: 'authentication required',
  AUTHORIZATION_FAILED: 'authorization failed',
  REPOSITORY_NOT_FOUND: 'repository not found',
  VERSION_NOT_FOUND: 'reference not found',
};

function adviceFor({ type }: Source): string {
  const mapping = 'tell codeyard serve by --source where the repository is';
  if (type === 'CODECOMMIT') return `This server cannot log in to CodeCommit: ${mapping}`;
  return `Give it credentials with aws codebuild import-source-credentials --server-type ${type}, or ${mapping}`;
}

const isItself = (located: LocatedSource, remote: string) => located.kind === 'git' && located.url === remote;

/**
 * The project's own credentials, else those imported for this kind of host. They are shown to no place but the one that the type of
 * the source stands for: whoever may start a build may also say where its source is.
 */
async function findLogin(
  running: RunningBuild,
  source: Source,
  say: (line: string) => unknown,
): Promise<Login | undefined> {
  const { parts } = running;
  const host = hostOfSource(source.type);
  if (host === undefined) return undefined;
  const access = await orFailBuild(findAccess(parts, source), (refusal) => ({
    code: 'Secrets Manager Error',
    message: `${refusal.name}: ${refusal.message}`,
  }));
  if (access.type === 'connection') {
    say('The source is fetched without credentials: a connection holds none here');
    return undefined;
  }
  if (access.type === 'none') return undefined;
  if (!locateRepository(source, parts.hostApis)) {
    say(`The source is fetched without credentials: those of ${source.type} are not for ${source.location}`);
    return undefined;
  }
  running.hide([access.login.token]);
  return gitLogin(host, access.login);
}
