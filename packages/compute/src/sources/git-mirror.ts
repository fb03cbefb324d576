import { mkdir } from 'node:fs/promises';
import { type GitCall, runGit } from './run-git.ts';

export interface MirrorOrder extends GitCall {
  readonly url: string;
  /** A bare repository of ours that no build ever sees; made when it is missing. */
  readonly mirror: string;
  /** A ref besides branches and tags that is wanted as well, in full. */
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
}

/**
 * Brings a mirror up to date, which transfers only what is new, and answers the options with which git finds the repository's
 * objects there instead of at its URL. Rejects with a SourceError when the mirror does not have what is wanted.
 */
export async function updateMirror({ url, mirror, ref, sha, ...call }: MirrorOrder): Promise<readonly string[]> {
  await mkdir(mirror, { recursive: true, mode: 0o700 });
  const git = (...argv: string[]) => runGit(argv, { ...call, url, folder: mirror });
  await git('init', '-q', '--bare', '.');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const more = ref && !/^refs\/(heads|tags)\//.test(ref) && ref !== 'HEAD' ? [`+${ref}:${ref}`] : [];
  await git('fetch', '-q', '--prune', '--no-write-fetch-head', '--', url, ...ALL, ...more);
  if (sha && !(await has(mirror, sha))) await git('fetch', '-q', '--no-write-fetch-head', '--', url, sha);
  return ['-c', `url.file://${mirror}.insteadOf=${url}`];
}

const ALL = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

const has = (mirror: string, sha: string) =>
  runGit(['cat-file', '-e', `${sha}^{commit}`], { folder: mirror }).then(
    () => true,
    () => false,
  );
