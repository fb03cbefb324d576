import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  futimesSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ArchiveRefused } from './archive-refused.ts';
import type { TarSink } from './tar-reader.ts';
import type { TreeEntry } from './tree-entry.ts';

/** Which folder of this machine stands for the first part of a path in the archive; other first parts are left out. */
export type TreeRoots = Readonly<Record<string, string>>;

/** What is done last, when no file will be written any more. */
export interface LateEntries {
  readonly folders: { readonly file: string; readonly mode: number; readonly mtimeMs: number }[];
  readonly links: { readonly root: string; readonly file: string; readonly target: string; readonly mtimeMs: number }[];
}

export interface PlacedTree extends LateEntries {
  readonly files: number;
  readonly bytes: number;
  /** Entries that belong to none of the roots. */
  readonly skipped: number;
  /** The first of those that belong to one but may not be there. */
  readonly notAllowed: readonly string[];
}

export interface TreePlacer extends TarSink {
  result(): PlacedTree;
}

/** Takes the place of a file that is there, but never writes through a link. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const FOLDER_MODE = 0o755;
const MOST_NAMED = 20;
const MILLISECONDS = 1_000;
/** Seconds are cut off rather than rounded on their way to the kernel: half a microsecond more lands in the right millisecond. */
const seconds = ({ mtimeMs }: { readonly mtimeMs: number }) => (mtimeMs + 0.0005) / MILLISECONDS;

/** Writes the entries of a tar file below the roots, files at once, the rest when `finishTree` is called. */
export function createTreePlacer(roots: TreeRoots, isAllowed: (path: string) => boolean = () => true): TreePlacer {
  const known = new Set<string>();
  const folders: PlacedTree['folders'] = [];
  const links: PlacedTree['links'] = [];
  const notAllowed: string[] = [];
  let [files, bytes, skipped] = [0, 0, 0];
  let open: { fd: number; entry: TreeEntry } | undefined;
  return {
    begin(entry) {
      const place = locate(roots, entry.path);
      if (!place) skipped += 1;
      else if (!isAllowed(entry.path)) {
        if (notAllowed.length < MOST_NAMED) notAllowed.push(entry.path);
      } else if (entry.kind === 'folder') {
        ensureFolder(place.root, place.file, known);
        if (place.file !== place.root) folders.push({ file: place.file, mode: entry.mode, mtimeMs: entry.mtimeMs });
      } else if (entry.kind === 'link') {
        const target = entry.target ?? '';
        if (target === '' || target.includes('\0')) throw new ArchiveRefused(`${entry.path}: the link points nowhere`);
        links.push({ ...place, target, mtimeMs: entry.mtimeMs });
      } else {
        ensureFolder(place.root, dirname(place.file), known);
        if (entry.kind === 'hard-link') copyEarlier(roots, entry, place.file);
        else open = { fd: openNew(place.file, entry), entry };
        files += 1;
      }
    },
    write(chunk) {
      if (!open) return;
      for (let at = 0; at < chunk.length; ) at += writeSync(open.fd, chunk, at);
      bytes += chunk.length;
    },
    end() {
      if (!open) return;
      const { fd, entry } = open;
      open = undefined;
      fchmodSync(fd, entry.mode);
      futimesSync(fd, seconds(entry), seconds(entry));
      closeSync(fd);
    },
    result: () => ({ files, bytes, skipped, notAllowed, folders, links }),
  };
}

/** Makes links, which may lead anywhere because nothing is written any more, and gives folders their modes and times. */
export function finishTree({ folders, links }: LateEntries): void {
  const known = new Set<string>();
  for (const link of links) {
    const { root, file, target } = link;
    ensureFolder(root, dirname(file), known);
    clearPlace(file);
    symlinkSync(target, file);
    lutimesSync(file, seconds(link), seconds(link));
  }
  for (const folder of folders.toSorted((a, b) => b.file.length - a.file.length)) {
    const { file, mode } = folder;
    if (!lstatSync(file).isDirectory()) continue;
    chmodSync(file, mode);
    utimesSync(file, seconds(folder), seconds(folder));
  }
}

/** A place below a root; refused when its path could leave it. */
function locate(roots: TreeRoots, path: string): { root: string; file: string } | undefined {
  const [first = '', ...rest] = path.replace(/^\.\//, '').split('/');
  if ([first, ...rest].some((part) => part === '' || part === '..' || part === '.') || path.includes('\0'))
    throw new ArchiveRefused(`${path} would be written outside of its folder`);
  const root = Object.hasOwn(roots, first) ? roots[first] : undefined;
  return root === undefined ? undefined : { root, file: join(root, ...rest) };
}

/** Makes a folder and those above it, up to the root; none of them may be a link or a file. */
function ensureFolder(root: string, folder: string, known: Set<string>): void {
  if (known.has(folder)) return;
  if (folder !== root) ensureFolder(root, dirname(folder), known);
  if (!makeFolder(folder, folder === root) && !lstatSync(folder).isDirectory())
    throw new ArchiveRefused(`${folder} is no folder, and nothing is written through it`);
  known.add(folder);
}

/** False when something is there already. */
function makeFolder(folder: string, isRoot: boolean): boolean {
  try {
    // Most are not there yet, so that looking first would be in vain.
    mkdirSync(folder, { mode: FOLDER_MODE, recursive: isRoot });
    return !isRoot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function openNew(file: string, entry: TreeEntry): number {
  try {
    return openSync(file, NEW_FILE, entry.mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  clearPlace(file);
  return openSync(file, NEW_FILE, entry.mode);
}

function clearPlace(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isDirectory()) throw new ArchiveRefused(`${file} is a folder, and no file takes its place`);
  unlinkSync(file);
}

/** A hard link becomes a file of its own: what a build does to one name must not show under another root. */
function copyEarlier(roots: TreeRoots, { path, target = '' }: TreeEntry, file: string): void {
  const earlier = locate(roots, target);
  if (!earlier || !isReached(earlier.root, earlier.file))
    throw new ArchiveRefused(`${path} is linked to ${target}, which is not there`);
  clearPlace(file);
  copyFileSync(earlier.file, file, constants.COPYFILE_EXCL);
}

/** Whether it is a file that no link leads to: nothing is read through one either. */
function isReached(root: string, file: string): boolean {
  const kind = (path: string) => lstatSync(path, { throwIfNoEntry: false });
  if (!kind(file)?.isFile()) return false;
  for (let above = dirname(file); ; above = dirname(above)) {
    if (!kind(above)?.isDirectory()) return false;
    if (above === root) return true;
  }
}
