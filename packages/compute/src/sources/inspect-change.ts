import { type GitCall, runGit } from './run-git.ts';
import { SourceError } from './source-error.ts';

export interface ChangeOrder extends GitCall {
  readonly url: string;
  /** Empty and existing; it is full of git's own files afterwards. */
  readonly folder: string;
  /** Commits, or full refs such as `refs/heads/main`. */
  readonly from: string;
  readonly to: string;
  /** Only what `to` has changed since it left `from`, as pull requests are shown. */
  readonly sinceParting: boolean;
}

export interface InspectedChange {
  /** Paths of the files that differ; what moved has both. */
  readonly files: readonly string[];
  /** The commit that `to` is, and its message. */
  readonly commit: string;
  readonly message: string;
}

const WANTED = /^([0-9a-f]{40}|refs\/[^\s~:?*[\\^]+)$/;

/** What has changed between two commits of a repository; rejects with a SourceError. */
export async function inspectChange(order: ChangeOrder): Promise<InspectedChange> {
  const git = (...argv: string[]) => runGit(argv, order);
  await git('init', '-q', '--bare', '.');
  await git('remote', 'add', 'origin', order.url);
  const [from, commit] = [await fetchCommit(order, order.from), await fetchCommit(order, order.to)];
  const range = order.sinceParting ? [`${from}...${commit}`] : [from, commit];
  const text = await git('diff', '--name-only', '--no-renames', '-z', ...range, '--');
  const message = await git('log', '-1', '--format=%B', commit, '--');
  return { files: text.split('\0').filter(Boolean), commit, message: message.trim() };
}

/** Hosts give single commits out when asked; where they do not, their branches and tags have them. */
async function fetchCommit(order: ChangeOrder, name: string): Promise<string> {
  if (!WANTED.test(name) || name.includes('..')) throw new SourceError('VERSION_NOT_FOUND', `${name} is no commit`);
  const isRef = name.startsWith('refs/');
  const git = (...argv: string[]) => runGit(argv, order);
  await git('fetch', '-q', '--no-tags', 'origin', name).catch(async (error: Error) => {
    if (error.name === 'AbortError' || isRef) throw error;
    await git('fetch', '-q', 'origin', '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*');
  });
  return (await git('rev-parse', '--verify', '-q', `${isRef ? 'FETCH_HEAD' : name}^{commit}`)).trim();
}
