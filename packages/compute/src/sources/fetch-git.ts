import { rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { updateMirror } from './git-mirror.ts';
import { type GitCall, runGit } from './run-git.ts';
import { SourceError } from './source-error.ts';
import type { FetchedSource } from './source-map.ts';

export interface GitFetch extends GitCall {
  readonly url: string;
  /** Empty and existing. */
  readonly folder: string;
  /** Commit, also the beginning of its id, branch, tag, `pr/N` or a full ref, each maybe followed by `^{sha}`; the default branch when left out. */
  readonly version?: string;
  /** Full history when 0, left out or more than 25. */
  readonly depth?: number;
  readonly submodules?: boolean;
  /** Keeps the repository from fetch to fetch; a mirror that is of no use costs time, not the fetch. */
  readonly mirror?: string;
}

const DEEPEST_SHALLOW = 25;
const SHA = /^[0-9a-f]{40}$/;
/** As long as git itself shows them. */
const BEGINNING_OF_SHA = /^[0-9a-f]{7,39}$/;

/** Clones a repository and checks the wanted version out; says what it was. */
export async function fetchGit(fetch: GitFetch): Promise<FetchedSource> {
  const { folder } = fetch;
  checkUrl(fetch.url);
  const { ref, sha } = readVersion(fetch.version);
  const git = (...argv: string[]) => runGit(argv, fetch);
  await git('init', '-q', '.');
  await git('remote', 'add', 'origin', fetch.url);
  const target = await fetchVersion(fetch, { ref, sha });
  await git('checkout', '-q', '--force', ...(target.branch ? ['-B', target.branch] : ['--detach']), target.commit);
  if (fetch.submodules)
    await runGit(['submodule', 'update', '-q', '--init', '--recursive'], { ...fetch, remoteOnly: true });
  return await describeCommit(folder, target.branch);
}

/** Commit, message and dates of what is checked out in a folder. */
export async function describeCommit(folder: string, branch?: string): Promise<FetchedSource> {
  const text = await runGit(['log', '-1', '--format=%H%x00%aI%x00%cI%x00%B'], { folder });
  const [commitId = '', authorDate = '', committerDate = '', message = ''] = text.split('\0');
  return { commitId, authorDate, committerDate, commitMessage: message.trim(), ...(branch ? { branch } : {}) };
}

/** What a version stands for in a repository: a commit id. */
export async function resolveGitRevision(
  url: string,
  version: string | undefined,
  call: GitCall = {},
): Promise<string> {
  checkUrl(url);
  const { ref, sha } = readVersion(version);
  if (sha) return sha;
  const refs = await listRefs(url, call);
  const name = ref === undefined ? 'HEAD' : candidates(ref).find((candidate) => refs.has(candidate));
  const commit = name === undefined ? undefined : refs.get(name);
  if (!commit) throw versionNotFound(version);
  return commit;
}

interface Wanted {
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
}

async function fetchVersion(fetch: GitFetch, { ref, sha }: Wanted): Promise<{ commit: string; branch?: string }> {
  const shallow = fetch.depth !== undefined && fetch.depth > 0 && fetch.depth <= DEEPEST_SHALLOW;
  const depth = shallow ? ['--depth', String(fetch.depth)] : [];
  const refs = await listRefs(fetch.url, fetch);
  const candidate = (text: string) => candidates(text).find((full) => refs.has(full));
  const name = ref === undefined ? (sha ? undefined : defaultBranch(refs)) : candidate(ref);
  if (ref !== undefined && !name && !sha) return { commit: await findByBeginning(fetch, ref) };
  const branch = name?.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : undefined;
  const how = { name, depth, tags: shallow ? '--no-tags' : '--tags' };
  const commit = await throughMirror(fetch, { ref: name, sha }, (through) =>
    fetchTarget(fetch, sha, { ...how, through }),
  );
  return { commit, ...(branch ? { branch } : {}) };
}

/** The commit whose id begins so, on any branch or tag: hosts are not asked for those. */
async function findByBeginning(fetch: GitFetch, version: string): Promise<string> {
  if (!BEGINNING_OF_SHA.test(version)) throw versionNotFound(version);
  await runGit(['fetch', '-q', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*'], fetch);
  const commit = await runGit(['rev-parse', '--verify', '-q', `${version}^{commit}`], fetch).catch((error: Error) => {
    throw error instanceof SourceError ? versionNotFound(version) : error;
  });
  return commit.trim();
}

/** Tries it with what the mirror has, and without it when that fails: then the mirror is made anew the next time. */
async function throughMirror(
  fetch: GitFetch,
  wanted: Wanted,
  work: (through: readonly string[]) => Promise<string>,
): Promise<string> {
  const { mirror, url, folder: _, ...call } = fetch;
  if (mirror === undefined) return await work([]);
  try {
    return await work(await updateMirror({ url, mirror, ...wanted, ...call }));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const fetched = await work([]);
    await rm(mirror, { recursive: true, force: true });
    return fetched;
  }
}

interface Transfer {
  readonly name?: string | undefined;
  readonly depth: readonly string[];
  readonly tags: string;
  /** Options for git. */
  readonly through: readonly string[];
}

async function fetchTarget(fetch: GitFetch, sha: string | undefined, how: Transfer): Promise<string> {
  if (sha) {
    await fetchCommit(fetch, sha, how);
    return sha;
  }
  if (!how.name) throw new SourceError('VERSION_NOT_FOUND', 'the repository has no commit yet');
  await runGit([...how.through, 'fetch', '-q', how.tags, ...how.depth, 'origin', how.name], fetch);
  return 'FETCH_HEAD';
}

/** Hosts give single commits out when asked; where they do not, the whole history has it. */
async function fetchCommit(fetch: GitFetch, sha: string, how: Transfer): Promise<void> {
  const has = () =>
    runGit(['cat-file', '-e', `${sha}^{commit}`], fetch).then(
      () => true,
      () => false,
    );
  const attempts = [
    ['fetch', '-q', how.tags, ...how.depth, 'origin', sha],
    ['fetch', '-q', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*', ...(how.name ? [how.name] : [])],
  ];
  for (const argv of attempts) {
    await runGit([...how.through, ...argv], fetch).catch((error: Error) => {
      if (error.name === 'AbortError') throw error;
    });
    if (await has()) return;
  }
  throw versionNotFound(sha);
}

async function listRefs(url: string, call: GitCall): Promise<Map<string, string>> {
  const { folder: _, ...rest } = call;
  const text = await runGit(['ls-remote', '--symref', '--', url], { ...rest, url });
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    const symbolic = /^ref: (.*)$/.exec(value)?.[1];
    if (symbolic) refs.set('symbolic HEAD', symbolic);
    // A tag object points to a commit, listed as `<tag>^{}` after it.
    else if (name) refs.set(name.replace(/\^\{\}$/, ''), value);
  }
  return refs;
}

function defaultBranch(refs: Map<string, string>): string | undefined {
  return refs.get('symbolic HEAD') ?? (refs.has('HEAD') ? 'HEAD' : undefined);
}

function candidates(ref: string): string[] {
  const pull = /^pr\/(\d+)$/.exec(ref)?.[1];
  if (pull) return [`refs/pull/${pull}/head`, `refs/merge-requests/${pull}/head`];
  return ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
}

function readVersion(version: string | undefined): Wanted {
  if (!version) return {};
  if (version.startsWith('-') || /[\s~:?*[\\]|\.\./.test(version)) throw versionNotFound(version);
  const pinned = /^(.*)\^\{([0-9a-f]{40})\}$/.exec(version);
  if (pinned) return { ref: pinned[1], sha: pinned[2] };
  return SHA.test(version) ? { sha: version } : { ref: version };
}

const versionNotFound = (version: string | undefined) =>
  new SourceError('VERSION_NOT_FOUND', `reference not found for version ${version ?? 'HEAD'}`);

/** Nothing that git would take for an option or for a command to run. */
function checkUrl(url: string): void {
  const known =
    /^(https?|ssh|git|file):\/\/[^-]/i.test(url) || /^[\w.][\w.-]*@[\w.][\w.-]*:/.test(url) || isAbsolute(url);
  if (!known || url.includes('::')) throw new SourceError('REFUSED', `${url} is no URL that sources are fetched from`);
}
