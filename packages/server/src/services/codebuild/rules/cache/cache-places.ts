import { posix } from 'node:path';

/** The first part of paths in a cache's archive: what they are relative to, which differs from build to build. */
export type CacheRoot = 'src' | 'home' | 'root';

/** A cache path, taken apart. `pattern` is relative to the root and may be a glob. */
export interface CachePlace {
  readonly root: CacheRoot;
  readonly pattern: string;
}

/** As the build sees them. */
export interface BuildPlaces {
  readonly sourceFolder: string;
  readonly homeFolder: string;
  /** What belongs to the build's own program: nothing but the source is kept of it. */
  readonly buildRoot: string;
}

/** HOME of every build on AWS, so that its buildspecs say it outright. */
const AWS_HOME = '/root';

/**
 * Where a cache path of a buildspec lies. Relative ones begin at the primary source. `~` and `/root` are the build's home, wherever
 * it is. Undefined for one that leaves its root, or has no folder before its first wildcard outside of both.
 */
export function placeCachePath(path: string, { sourceFolder, homeFolder, buildRoot }: BuildPlaces) {
  const clean = posix.normalize(path.trim()).replace(/\/+$/, '') || '/';
  if (!clean.startsWith('/') && clean !== '~' && !clean.startsWith('~/')) return inside('src', clean);
  const folders = [
    ['src', sourceFolder],
    ['home', homeFolder],
    ['home', AWS_HOME],
    ['home', '~'],
  ] as const;
  for (const [root, folder] of folders) {
    if (clean === folder) return inside(root, '.');
    if (clean.startsWith(`${folder}/`)) return inside(root, clean.slice(folder.length + 1));
  }
  const isOurs = clean === buildRoot || clean.startsWith(`${buildRoot}/`);
  return isOurs || fixedPart(clean.slice(1)) === '.' ? undefined : inside('root', clean.slice(1));
}

function inside(root: CacheRoot, pattern: string): CachePlace | undefined {
  return pattern === '..' || pattern.startsWith('../') || pattern === '' ? undefined : { root, pattern };
}

/** The part of a pattern before its first wildcard: a folder, or a file or folder by its name; `.` when there is none. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split('/');
  const globAt = parts.findIndex((part) => /[*?[{]/.test(part));
  return (globAt < 0 ? parts : parts.slice(0, globAt)).join('/') || '.';
}

/** The folder that a local cache keeps for a path: `a/**` means `a`. Undefined for one that names files. */
export function cachedFolder({ root, pattern }: CachePlace): CachePlace | undefined {
  const folder = pattern.replace(/\/\*\*(\/\*)?$/, '');
  return fixedPart(folder) === folder && folder !== '.' ? { root, pattern: folder } : undefined;
}
