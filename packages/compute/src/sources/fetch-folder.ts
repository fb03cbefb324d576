import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describeCommit } from './fetch-git.ts';
import { runGit } from './run-git.ts';
import type { FetchedSource } from './source-map.ts';

/** Never part of a source: the repository itself, and what a package manager can bring back. */
const LEFT_OUT = new Set(['.git', 'node_modules', '.codeyard']);
const AT_ONCE = 32;

/**
 * Copies a folder as it is now into an empty one. In a git work tree that is what git would see: tracked files with their changes,
 * and new ones that .gitignore does not leave out. Elsewhere it is everything but `.git` and `node_modules`.
 */
export async function fetchFolder(folder: string, target: string, signal?: AbortSignal): Promise<FetchedSource> {
  const root = await realpath(folder);
  const listed = await listWithGit(root);
  const paths = listed ?? (await listTree(root));
  const folders = new Set(paths.map((path) => dirname(path)));
  for (const inner of folders) await mkdir(join(target, inner), { recursive: true });
  let next = 0;
  const worker = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      signal?.throwIfAborted();
      await copyEntry(root, target, path);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return listed ? await describeWorkTree(root) : {};
}

/** Undefined where git knows nothing of the folder. */
async function listWithGit(root: string): Promise<string[] | undefined> {
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '.'];
  const text = await runGit(argv, { folder: root }).catch(() => undefined);
  return text?.split('\0').filter((path) => path !== '' && !LEFT_OUT.has(path.split('/')[0] ?? ''));
}

async function describeWorkTree(root: string): Promise<FetchedSource> {
  const described = await describeCommit(root).catch(() => undefined);
  if (!described) return {};
  const status = await runGit(['status', '--porcelain', '--', '.'], { folder: root });
  const branch = (await runGit(['branch', '--show-current'], { folder: root })).trim();
  return { ...described, ...(branch ? { branch } : {}), uncommittedChanges: status.trim() !== '' };
}

async function listTree(root: string, path = ''): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? await listTree(root, inner) : entry.isFile() || entry.isSymbolicLink() ? [inner] : [];
  });
  return (await Promise.all(lists)).flat();
}

/** A file git lists may be deleted, or be a folder of another repository: both are left out. */
async function copyEntry(root: string, target: string, path: string): Promise<void> {
  const [from, to] = [join(root, path), join(target, path)];
  const found = await lstat(from).catch(() => undefined);
  if (found?.isFile()) return await copyFile(from, to, constants.COPYFILE_FICLONE);
  if (!found?.isSymbolicLink()) return;
  const link = await readlink(from);
  const inside = !relative(root, resolve(dirname(from), link)).startsWith('..');
  if (inside && basename(from) !== '') await symlink(link, to);
}
