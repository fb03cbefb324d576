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
  const found = new Map<string, string>();
  const skipped: string[] = [];
  const warnings: string[] = [];
  const isExcluded =
    selection.excludePaths.length > 0 ? picomatch(selection.excludePaths.map(clean), GLOB) : () => false;
  const keep = (path: string, file: string) => {
    if (isExcluded(path)) return;
    const name = selection.discardPaths ? basename(path) : path;
    const other = found.get(name);
    if (other === undefined) found.set(name, file);
    else if (other !== file) warnings.push(`${path} is left out: ${name} is there already`);
  };
  const trees = new Map<string, Promise<string[]>>();
  for (const pattern of selection.files) {
    let matched = false;
    for (const base of bases) {
      for (const path of await matchesIn(base, pattern, trees)) {
        matched = true;
        keep(path, join(base, path));
      }
    }
    if (!matched) skipped.push(pattern);
  }
  const entries = await Promise.all([...found].map(([path, file]) => toEntry(path, file, selection)));
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { entries, skipped, baseFound: bases.length > 0, warnings };
}

async function toEntry(path: string, file: string, { enableSymlinks }: FileSelection): Promise<ArchiveEntry> {
  const asLink = enableSymlinks && (await lstat(file)).isSymbolicLink();
  return { path, file, ...(asLink ? { asLink } : {}) };
}

async function findBases({ root, baseDirectory = '.' }: FileSelection): Promise<string[]> {
  const whole = resolve(root, baseDirectory);
  if (!isGlob(baseDirectory)) return (await isFolder(whole)) ? [whole] : [];
  const fixed = isAbsolute(baseDirectory) ? '/' : root;
  const pattern = clean(isAbsolute(baseDirectory) ? baseDirectory.slice(1) : baseDirectory);
  const depth = pattern.includes('**') ? Number.POSITIVE_INFINITY : pattern.split('/').length;
  const folders: string[] = [];
  for await (const [path, kind] of walk(fixed, { depth, within: await realpath(root) })) {
    if (kind === 'folder' && picomatch.isMatch(path, pattern, GLOB)) folders.push(join(fixed, path));
  }
  return folders.sort();
}

const clean = (pattern: string) => posix.normalize(pattern).replace(/^\.\//, '');

async function matchesIn(base: string, pattern: string, trees: Map<string, Promise<string[]>>): Promise<string[]> {
  const wanted = isAbsolute(pattern) ? relative(base, pattern) : clean(pattern);
  if (wanted.startsWith('..')) return [];
  if (!isGlob(wanted)) return await plainMatch(base, wanted);
  const tree = trees.get(base) ?? listTree(base);
  trees.set(base, tree);
  const matches = picomatch(wanted, GLOB);
  return (await tree).filter((path) => matches(path));
}

/** A name without wildcards: the file itself, or everything in the folder. */
async function plainMatch(base: string, path: string): Promise<string[]> {
  const file = join(base, path);
  const found = await stat(file).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return (await listTree(file)).map((inner) => posix.join(path, inner));
}

async function listTree(base: string): Promise<string[]> {
  const files: string[] = [];
  for await (const [path, kind] of walk(base, { depth: Number.POSITIVE_INFINITY, within: await realpath(base) })) {
    if (kind === 'file') files.push(path);
  }
  return files;
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

/**
 * Files and folders below `base`, by relative path. Links to files are files and links to folders are followed, as long as they stay
 * within `within` and no folder is entered through itself.
 */
async function* walk(
  base: string,
  limits: { depth: number; within: string },
  path = '',
  entered: readonly string[] = [],
): AsyncGenerator<readonly [string, 'file' | 'folder']> {
  const folder = join(base, path);
  const real = await realpath(folder);
  if (entered.includes(real) || limits.depth === 0) return;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await linkKind(join(base, inner), limits.within) : kindOf(entry);
    if (!kind) continue;
    yield [inner, kind];
    if (kind === 'folder') yield* walk(base, { ...limits, depth: limits.depth - 1 }, inner, [...entered, real]);
  }
}

const kindOf = (entry: { isDirectory(): boolean; isFile(): boolean }) =>
  entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;

/** What a link leads to; nothing for one that is broken or leads out. */
async function linkKind(path: string, within: string): Promise<'file' | 'folder' | undefined> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || (target !== within && !target.startsWith(`${within}/`))) return undefined;
  return kindOf(await stat(path));
}
