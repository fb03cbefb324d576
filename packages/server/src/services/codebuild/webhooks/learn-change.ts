import { SourceError } from '@codeyard/compute/sources/source-error';
import { HostError } from '../../../git-hosts/call-host.ts';
import { gitLogin } from '../../../git-hosts/git-login.ts';
import type { ChangeQuery } from '../../../git-hosts/host-api.ts';
import { BRANCHES, isNothing, type PullRequestEvent, type PushEvent } from '../../../git-hosts/host-event.ts';
import type { Parts } from '../parts.ts';
import type { Source } from '../rules/definition.ts';
import { isCommit } from '../rules/pinned-version.ts';
import type { Unknown } from '../rules/webhook/decide.ts';
import type { ProjectHost } from './project-host.ts';

/** What was found out about a change; `isPassing` says that asking again later may do better. */
export type Learnt =
  | { readonly files?: readonly string[]; readonly message?: string }
  | { readonly problem: string; readonly isPassing: boolean };

interface Question {
  readonly source: Source;
  readonly host: ProjectHost;
  readonly event: PushEvent | PullRequestEvent;
  readonly needs: readonly Unknown[];
  readonly signal: AbortSignal;
}

const GIT_PATIENCE_MS = 60_000;

/** Finds out what a delivery does not say of a change: from the host's API with a token, else from the repository by git. */
export async function learnChange(parts: Parts, question: Question): Promise<Learnt> {
  const { host } = question;
  let first = 'there are no credentials to ask the host with';
  if (host.api) {
    try {
      const told = await askHost(question);
      if (told) return told;
      first = 'the host names no more files';
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      if (error.mayPass) return { problem: error.message, isPassing: true };
      first = error.message;
    }
  }
  try {
    return await askGit(parts, question);
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof SourceError) return { problem: `${first}; git: ${message}`, isPassing: false };
    if (name === 'AbortError' || name === 'TimeoutError')
      return { problem: `${first}; git took too long`, isPassing: true };
    throw error;
  }
}

/** Undefined when the host has more files than it tells. */
async function askHost({ host: { api }, event, needs }: Question): Promise<Learnt | undefined> {
  const message = needs.includes('message') ? (await api?.findCommit(event.commit))?.message : undefined;
  const told = message === undefined ? {} : { message };
  if (!needs.includes('files')) return told;
  const query = queryOf(event);
  const files = query && (await api?.changedFiles(query));
  return files && { ...told, files };
}

function queryOf(event: PushEvent | PullRequestEvent): ChangeQuery | undefined {
  if (event.kind === 'pull-request') return { pullRequest: event.number, from: event.target, to: event.commit };
  const { previous = '', commit } = event;
  return previous === '' || isNothing(previous) ? undefined : { from: previous, to: commit };
}

async function askGit(parts: Parts, { source, host, event, signal }: Question): Promise<Learnt> {
  const query = queryOf(event);
  if (!query) return { problem: 'a new ref has nothing to be compared with', isPassing: false };
  const isRequest = event.kind === 'pull-request';
  const { login } = host;
  const { files, message } = await parts.sources.inspect({
    remote: source.location ?? '',
    from: isRequest ? `${BRANCHES}${event.target}` : query.from,
    to: isCommit(event.commit) || !isRequest ? event.commit : `${BRANCHES}${event.source}`,
    sinceParting: isRequest,
    signal: AbortSignal.any([signal, AbortSignal.timeout(GIT_PATIENCE_MS)]),
    ...(login ? { credentials: gitLogin(host.place.host, login) } : {}),
    insecureSsl: source.insecureSsl ?? false,
  });
  return { files, message };
}
