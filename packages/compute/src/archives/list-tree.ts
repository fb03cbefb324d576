import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import picomatch from 'picomatch';

/** Some files to take, below a folder of this machine. */
export interface TreeSelection {
  /** The first part of the paths in the archive: which root a file belongs to. */
  readonly root: string;
  readonly folder: string;
  /** A file, a folder with all that is in it, or a glob; relative to the folder. */
  readonly pattern: string;
}

/** One thing to archive. */
export interface TreeItem {
  readonly path: string;
  readonly file: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly size: number;
}

export interface ListedTree {
  /** Folders after their contents, links are not followed; sorted otherwise. */
  readonly items: readonly TreeItem[];
  /** Patterns that lead through a link, which nothing is read through. */
  readonly refused: readonly string[];
}

const GLOB = { dot: true, nonegate: true, noextglob: true } as const;
const GLOB_SIGN = /[*?[{]/;

/** Lists what the selections hold. It does not give way: run it on a thread. */
export function listTree(selections: readonly TreeSelection[]): ListedTree {
  const items = new Map<string, TreeItem>();
  const refused: string[] = [];
  for (const { root, folder, pattern } of selections) {
    const read = readPattern(pattern);
    const fixed = read?.fixed ?? '';
    const found = read ? reach(folder, fixed) : 'link';
    if (found === 'link') refused.push(pattern);
    if (!read || found === 'link' || found === undefined) continue;
    const matches = read.matches ?? (() => true);
    const keep = (path: string, stats: Stats) => {
      const kind = kindOf(stats);
      if (kind)
        items.set(`${root}/${path}`, { path: `${root}/${path}`, file: join(folder, path), kind, size: sizeOf(stats) });
    };
    const visit = (path: string) => {
      for (const name of readdirSync(join(folder, path)).sort()) {
        const inner = path === '' ? name : `${path}/${name}`;
        // The repository that a build was given is no part of what it made.
        if (inner === '.git') continue;
        const stats = lstatSync(join(folder, inner), { throwIfNoEntry: false });
        if (!stats) continue;
        if (stats.isDirectory()) visit(inner);
        if (matches(inner)) keep(inner, stats);
      }
    };
    if (found.isDirectory()) visit(fixed);
    if (fixed !== '' && (!read.matches || found.isDirectory())) keep(fixed, found);
  }
  return { items: [...items.values()], refused };
}

interface ReadPattern {
  /** What comes before the first wildcard. */
  readonly fixed: string;
  /** Of a glob only. */
  readonly matches?: (path: string) => boolean;
}

/** Undefined for a pattern that leaves its folder. */
function readPattern(pattern: string): ReadPattern | undefined {
  const clean = posix.normalize(pattern).replace(/^\.\//, '').replace(/\/+$/, '');
  if (clean.startsWith('/') || clean === '..' || clean.startsWith('../')) return undefined;
  const parts = clean.split('/');
  const globAt = parts.findIndex((part) => GLOB_SIGN.test(part));
  const fixed = (globAt < 0 ? parts : parts.slice(0, globAt)).filter((part) => part !== '.').join('/');
  return { fixed, ...(globAt < 0 ? {} : { matches: picomatch(clean, GLOB) }) };
}

/** Tells which paths of an archive, `<root>/…`, the selections could have put there. */
export function selectedPaths(selections: readonly Omit<TreeSelection, 'folder'>[]): (path: string) => boolean {
  const tests = selections.flatMap(({ root, pattern }) => {
    const read = readPattern(pattern);
    return read ? [{ root, ...read }] : [];
  });
  return (path) => {
    const slash = path.indexOf('/');
    const [first, rest] = slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
    if (rest === '' || rest.split('/').includes('..')) return false;
    return tests.some(({ root, fixed, matches }) => {
      if (root !== first) return false;
      if (matches) return rest === fixed || matches(rest);
      return fixed === '' || rest === fixed || rest.startsWith(`${fixed}/`);
    });
  };
}

/** What is there, reached without a link on the way. */
function reach(folder: string, path: string): Stats | 'link' | undefined {
  let place = folder;
  let found = lstatSync(folder, { throwIfNoEntry: false });
  for (const part of path.split('/').filter(Boolean)) {
    place = join(place, part);
    found = lstatSync(place, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) return 'link';
    if (!found) return undefined;
  }
  return found;
}

const kindOf = (stats: Stats): TreeItem['kind'] | undefined => {
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : undefined;
};

const sizeOf = (stats: Stats) => (stats.isFile() ? stats.size : 0);
