import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** The part of a build's folder that the build itself can change, on this machine. */
interface BuildRoot {
  readonly host: string;
}

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** What a build may have put in the place of a file of ours: nothing, a link, a file for a folder. */
const ELSEWHERE = new Set(['ENOENT', 'ELOOP', 'ENOTDIR', 'EMLINK', 'ENXIO', 'EISDIR']);

/**
 * Opens a file that a build may have written. Its program runs as root in a container and owns every name in its folder: a link, or a folder
 * that is one, would have this server read files of the machine on its behalf, and a pipe would have it wait. Those count as no file.
 */
export async function openBuildFile(root: BuildRoot, path: string): Promise<FileHandle | undefined> {
  const file = await openInside(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file || (await file.handle.stat()).isFile()) return file?.handle;
  await file.handle.close();
  return undefined;
}

/** The beginning of a file that a build may have written, of at most so many bytes; undefined when there is none. */
export function readBuildFile(root: BuildRoot, path: string, mostBytes: number): Promise<string | undefined> {
  return useBuildFile(root, path, (file) => readBeginning(file, mostBytes));
}

/** The same of a file that is open. */
export function readBeginning(file: FileHandle, mostBytes: number): Promise<string> {
  return readPiece(file, mostBytes, () => 0);
}

/** The end of a file that a build may have written, of at most so many bytes; empty when there is none. */
export async function readEndOfBuildFile(root: BuildRoot, path: string, mostBytes: number): Promise<string> {
  return (await useBuildFile(root, path, (file) => readPiece(file, mostBytes, (size, bytes) => size - bytes))) ?? '';
}

/** How large a file of a build is, in bytes; 0 when there is none. */
export async function sizeOfBuildFile(root: BuildRoot, path: string): Promise<number> {
  return (await useBuildFile(root, path, async (file) => (await file.stat()).size)) ?? 0;
}

async function useBuildFile<Result>(root: BuildRoot, path: string, use: (file: FileHandle) => Promise<Result>) {
  const file = await openBuildFile(root, path);
  try {
    return file && (await use(file));
  } finally {
    await file?.close();
  }
}

async function readPiece(file: FileHandle, mostBytes: number, startOf: (size: number, bytes: number) => number) {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.min(size, mostBytes));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, startOf(size, buffer.length));
  return buffer.subarray(0, bytesRead).toString();
}

/** Opens a file of a build to read it and to add to it, at once; made when there is none. Undefined when it leads elsewhere. */
export function openToAppend({ host }: BuildRoot, path: string): number | undefined {
  // A file that is to be made would be made wherever its folder leads.
  const canMake = isBelow(host, realPathOf(dirname(path))) ? O_CREAT : 0;
  const file = openUnlessElsewhere(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | canMake);
  if (file === undefined) return undefined;
  if (fstatSync(file).isFile() && isBelow(host, placeOf(file) ?? realPathOf(path))) return file;
  closeSync(file);
  return undefined;
}

function openUnlessElsewhere(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    if (ELSEWHERE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Writes a file into a folder of a running build, whole at once; false where that folder is not its own any more. */
export async function writeBuildFile(root: BuildRoot, path: string, text: string): Promise<boolean> {
  const folder = await openInside(root, dirname(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!folder) return false;
  try {
    const draft = join(folder.place, `.${basename(path)}.${process.pid}.${performance.now()}`);
    const file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
    await file.writeFile(text).finally(() => file.close());
    await rename(draft, join(folder.place, basename(path)));
    return true;
  } finally {
    await folder.handle.close();
  }
}

interface Opened {
  readonly handle: FileHandle;
  /** A path to just what was opened, whatever becomes of its names: by way of /proc where the system has it. */
  readonly place: string;
}

async function openInside({ host }: BuildRoot, path: string, flags: number): Promise<Opened | undefined> {
  const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (ELSEWHERE.has(error.code ?? '')) return undefined;
    throw error;
  });
  if (!handle) return undefined;
  const real = placeOf(handle.fd);
  if (isBelow(host, real ?? realPathOf(path)))
    return { handle, place: real === undefined ? path : descriptorPath(handle.fd) };
  await handle.close();
  return undefined;
}

const descriptorPath = (descriptor: number) => `/proc/self/fd/${descriptor}`;

/** Where what was opened really is; undefined where the system does not tell. */
function placeOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(descriptorPath(descriptor));
  } catch {
    return undefined;
  }
}

/** Empty for what leads nowhere. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return '';
  }
}

const isBelow = (folder: string, real: string): boolean => real.startsWith(realpathSync(folder) + sep);
