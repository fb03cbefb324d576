import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath, symlink } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import type { ExtractLimits } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { openZip, readEntries, type ZipEntry } from './read-directory.ts';

const inflate = promisify(inflateRaw);

/** How many files are unpacked at once. */
const AT_ONCE = 16;
const HELD_BYTES = 8 * 1024 * 1024;
const PERMISSIONS = 0o777;
const DEFAULT_MODE = 0o644;
const LONGEST_LINK = 4_096;

/**
 * Unpacks an archive into an existing empty folder. Names that leave the folder, links that point out of it, names that come twice
 * and archives beyond the limits are refused with an ArchiveRefused; set-user bits are dropped; links are made last.
 */
export async function extractZip(
  file: string,
  folder: string,
  limits: ExtractLimits,
): Promise<{ entries: number; bytes: number }> {
  const root = await realpath(folder);
  const zip = await openZip(file);
  const source = await open(file);
  try {
    const entries = await readEntries(zip, limits);
    await makeFolders(root, entries);
    const files = entries.filter((entry) => entry.kind === 'file');
    await forEach(files, (entry) => extractFile(source, join(root, entry.path), entry));
    for (const entry of entries.filter((candidate) => candidate.kind === 'link')) await makeLink(source, root, entry);
    return { entries: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
  } finally {
    await source.close();
    zip.close();
  }
}

async function makeFolders(root: string, entries: readonly ZipEntry[]): Promise<void> {
  const folders = new Set<string>();
  for (const entry of entries) folders.add(entry.kind === 'folder' ? entry.path : posix.dirname(entry.path));
  for (const folder of folders) {
    if (folder !== '.') await mkdir(join(root, folder), { recursive: true });
  }
}

async function forEach<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function extractFile(source: FileHandle, path: string, entry: ZipEntry): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const target = await open(path, flags, entry.mode & PERMISSIONS || DEFAULT_MODE);
  try {
    if (entry.size <= HELD_BYTES && entry.compressedSize <= HELD_BYTES)
      await target.writeFile(await readWhole(source, entry));
    else await copyLarge(source, target, entry);
  } finally {
    await target.close();
  }
}

/** Where an entry's data begins: after its own header, whose lengths may differ from the directory's. */
async function dataOffset(source: FileHandle, entry: ZipEntry): Promise<number> {
  const header = Buffer.alloc(30);
  await source.read(header, 0, header.length, entry.offset);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new ArchiveRefused(`${entry.path}: its header is damaged`);
  return entry.offset + header.length + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** The bytes of a small entry, inflated and checked. */
export async function readWhole(source: FileHandle, entry: ZipEntry): Promise<Buffer> {
  const packed = Buffer.alloc(entry.compressedSize);
  await source.read(packed, 0, packed.length, await dataOffset(source, entry));
  const bytes = entry.deflated ? await inflateChecked(packed, entry) : packed;
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged(entry);
  return bytes;
}

async function inflateChecked(packed: Buffer, entry: ZipEntry): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(entry.size, 1) });
  } catch {
    throw damaged(entry);
  }
}

const damaged = (entry: ZipEntry) =>
  new ArchiveRefused(`${entry.path}: its contents do not match the archive's directory`);

async function copyLarge(source: FileHandle, target: FileHandle, entry: ZipEntry): Promise<void> {
  const start = await dataOffset(source, entry);
  const packed = source.createReadStream({ start, end: start + entry.compressedSize - 1, autoClose: false });
  const bytes = entry.deflated ? packed.pipe(createInflateRaw()) : packed;
  let [size, crc] = [0, 0];
  for await (const chunk of bytes) {
    size += (chunk as Buffer).length;
    if (size > entry.size) throw damaged(entry);
    crc = crc32(chunk as Buffer, crc);
    await target.write(chunk as Buffer);
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged(entry);
}

async function makeLink(source: FileHandle, root: string, entry: ZipEntry): Promise<void> {
  if (entry.size > LONGEST_LINK) throw new ArchiveRefused(`${entry.path}: the link is too long`);
  const target = (await readWhole(source, entry)).toString();
  const path = join(root, entry.path);
  const folder = await realpath(dirname(path));
  if (isOutside(root, folder) || isOutside(root, resolve(folder, target))) {
    throw new ArchiveRefused(`${entry.path}: the link points out of the archive`);
  }
  await symlink(target, path);
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '..' || way.startsWith('../') || resolve(root, way) !== path;
}

/** One file out of an archive, as text or bytes; undefined when it is not there. */
export async function readZipFile(file: string, path: string, maxBytes: number): Promise<Buffer | undefined> {
  const zip = await openZip(file);
  const source = await open(file);
  try {
    const entries = await readEntries(zip, { maxEntries: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER });
    const entry = entries.find((candidate) => candidate.kind === 'file' && candidate.path === posix.normalize(path));
    if (!entry) return undefined;
    if (entry.size > maxBytes) throw new ArchiveRefused(`${path} is larger than ${maxBytes} bytes`);
    return await readWhole(source, entry);
  } finally {
    await source.close();
    zip.close();
  }
}
