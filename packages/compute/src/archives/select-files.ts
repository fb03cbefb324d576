import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, posix, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { ArchiveEntry } from './archive.ts';

/** A buildspec's artifacts, or those of a Commands action. */
export interface FileSelection {
  /** The source root: absolute path on this machine. */
  readonly root: string;
  /** Relative to the root or absolute; may be a glob, whose matched folders are left out of the paths. */
  readonly baseDirectory?: string;
  readonly files: readonly string[];
  /** Relative to the base directory. */
  readonly excludePaths: readonly string[];
  readonly discardPaths: boolean;
  readonly enableSymlinks: boolean;
}

export interface SelectedFiles {
  readonly entries: readonly ArchiveEntry[];
  /** Listed files that are not there. */
  readonly skipped: readonly string[];
  /** False when no folder matches the base directory. */
  readonly baseFound: boolean;
  /** Files that took another's place because paths are discarded. */
  readonly warnings: readonly string[];
}

/** `*` stays within a path component, `**` crosses; dotfiles count. */
const GLOB = { dot: true, nonegate: true, noextglob: true } as const;
const isGlob = (pattern: string) => /[*?[{]/.test(pattern);

/** Finds the files, sorted by path. */
export async function selectFiles(selection: FileSelection): Promise<SelectedFiles> {
  const bases = await findBases(selection);
  const found = new Map<string, ArchiveEntry>();
  const skipped: string[] = [];
  const warnings: string[] = [];
  const isExcluded =
    selection.excludePaths.length > 0 ? picomatch(selection.excludePaths.map(clean), GLOB) : () => false;
  const keep = ({ path, isLink }: TreeEntry, base: string) => {
    if (isExcluded(path)) return;
    const name = selection.discardPaths ? basename(path) : path;
    const file = join(base, path);
    const other = found.get(name);
    const asLink = selection.enableSymlinks && isLink;
    if (other === undefined) found.set(name, { path: name, file, ...(asLink ? { asLink } : {}) });
    else if (other.file !== file) warnings.push(`${path} is left out: ${name} is there already`);
  };
  const trees = new Map<string, Promise<TreeEntry[]>>();
  for (const pattern of selection.files) {
    let matched = false;
    for (const base of bases) {
      for (const entry of await matchesIn(base, pattern, trees)) {
        matched = true;
        keep(entry, base);
      }
    }
    if (!matched) skipped.push(pattern);
  }
  const entries = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { entries, skipped, baseFound: bases.length > 0, warnings };
}

async function findBases({ root, baseDirectory = '.' }: FileSelection): Promise<string[]> {
  const whole = resolve(root, baseDirectory);
  if (!isGlob(baseDirectory)) return (await isFolder(whole)) ? [whole] : [];
  const fixed = isAbsolute(baseDirectory) ? '/' : root;
  const pattern = clean(isAbsolute(baseDirectory) ? baseDirectory.slice(1) : baseDirectory);
  const depth = pattern.includes('**') ? Number.POSITIVE_INFINITY : pattern.split('/').length;
  const entries = await listTree(fixed, { depth, within: await realpath(root) });
  const folders = entries.filter(({ path, kind }) => kind === 'folder' && picomatch.isMatch(path, pattern, GLOB));
  return folders.map(({ path }) => join(fixed, path)).sort();
}

const clean = (pattern: string) => posix.normalize(pattern).replace(/^\.\//, '');

async function matchesIn(
  base: string,
  pattern: string,
  trees: Map<string, Promise<TreeEntry[]>>,
): Promise<TreeEntry[]> {
  const wanted = isAbsolute(pattern) ? relative(base, pattern) : clean(pattern);
  if (wanted.startsWith('..')) return [];
  if (!isGlob(wanted)) return await plainMatch(base, wanted);
  const tree = trees.get(base) ?? listFiles(base);
  trees.set(base, tree);
  const matches = picomatch(wanted, GLOB);
  return (await tree).filter(({ path }) => matches(path));
}

/** A name without wildcards: the file itself, or everything in the folder. */
async function plainMatch(base: string, path: string): Promise<TreeEntry[]> {
  const file = join(base, path);
  const found = await stat(file).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [{ path, kind: 'file', isLink: (await lstat(file)).isSymbolicLink() }];
  return (await listFiles(file)).map((inner) => ({ ...inner, path: posix.join(path, inner.path) }));
}

async function listFiles(base: string): Promise<TreeEntry[]> {
  const tree = await listTree(base, { depth: Number.POSITIVE_INFINITY, within: await realpath(base) });
  return tree.filter(({ kind }) => kind === 'file');
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly isLink: boolean;
}

/**
 * Files and folders below `base`, by relative path. Links to files are files and links to folders are followed, as long as they stay
 * within `within` and no folder is entered through itself.
 */
async function listTree(base: string, { depth, within }: { depth: number; within: string }): Promise<TreeEntry[]> {
  const tree: TreeEntry[] = [];
  const visit = async (path: string, entered: readonly string[]) => {
    const folder = join(base, path);
    const real = await realpath(folder);
    if (entered.includes(real) || entered.length === depth) return;
    for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      const kind = isLink ? await linkKind(join(base, inner), within) : kindOf(entry);
      if (kind) tree.push({ path: inner, kind, isLink });
      if (kind === 'folder') await visit(inner, [...entered, real]);
    }
  };
  await visit('', []);
  return tree;
}

const kindOf = (entry: { isDirectory(): boolean; isFile(): boolean }) =>
  entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;

/** What a link leads to; nothing for one that is broken or leads out. */
async function linkKind(path: string, within: string): Promise<'file' | 'folder' | undefined> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || (target !== within && !target.startsWith(`${within}/`))) return undefined;
  return kindOf(await stat(path));
}
