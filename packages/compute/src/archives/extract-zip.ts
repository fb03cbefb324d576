import { createReadStream, createWriteStream } from 'node:fs';
import { open, realpath, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ExtractLimits } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { THREADS, unpackOnThread } from './archive-threads.ts';
import { checkLinks } from './link-targets.ts';
import { openZip, readEntries, type ZipEntry } from './read-directory.ts';
import { damaged, dataOffset, openNew, readEntry, type UnpackOrder, unpackFiles } from './unpack-files.ts';

/** Larger files are streamed. */
const MOST_HELD_BYTES = 1024 * 1024;
const ENTRIES_PER_ORDER = 128;
const BYTES_PER_ORDER = 8 * 1024 * 1024;
/** So few small files are unpacked at once, without a thread. */
const FEW_ENTRIES = 16;
const FEW_BYTES = 2 * 1024 * 1024;
const LONGEST_LINK = 4_096;

/**
 * Unpacks an archive into an existing empty folder. Names that leave the folder, links that lead out of it, names that come twice
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
    const links = new Map(entries.filter(({ kind }) => kind === 'link').map((entry) => linkOf(source.fd, entry)));
    checkLinks(links);
    const folders = foldersOf(entries, links);
    const files = entries.filter((entry) => entry.kind === 'file');
    await unpackSmall({ archive: file, root, folders, entries: files.filter(isSmall) });
    for (const entry of files) if (!isSmall(entry)) await unpackLarge(file, source.fd, root, entry);
    for (const [path, target] of links) await symlink(target, join(root, path));
    return { entries: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
  } finally {
    await source.close();
    zip.close();
  }
}

const isSmall = (entry: ZipEntry) => entry.size <= MOST_HELD_BYTES && entry.compressedSize <= MOST_HELD_BYTES;

function linkOf(source: number, entry: ZipEntry): [string, string] {
  if (entry.size > LONGEST_LINK || !isSmall(entry)) throw new ArchiveRefused(`${entry.path}: the link is too long`);
  return [entry.path, readEntry(source, entry).toString()];
}

/** Those that have no other in them, with which the rest are made; none of them may be a link. */
function foldersOf(entries: readonly ZipEntry[], links: ReadonlyMap<string, string>): string[] {
  const folders = new Set<string>();
  for (const entry of entries) folders.add(entry.kind === 'folder' ? entry.path : posix.dirname(entry.path));
  const above = new Set<string>(['.']);
  for (const folder of folders) {
    if (links.has(folder)) throw new ArchiveRefused(`${folder} is a link and a folder`);
    for (let place = posix.dirname(folder); !above.has(place); place = posix.dirname(place)) {
      if (links.has(place)) throw new ArchiveRefused(`${place} is a link and a folder`);
      above.add(place);
    }
  }
  return [...folders].filter((folder) => !above.has(folder));
}

async function unpackSmall(all: UnpackOrder): Promise<void> {
  const { archive, root, folders, entries } = all;
  if (folders.length + entries.length <= FEW_ENTRIES && bytesOf(entries) <= FEW_BYTES) return unpackFiles(all);
  if (folders.length > 0) await unpackOnThread({ archive, root, folders, entries: [] });
  const work = ordersOf(entries).values();
  const hand = async () => {
    for (const order of work) await unpackOnThread({ archive, root, folders: [], entries: order });
  };
  await Promise.all(Array.from({ length: THREADS }, hand));
}

const bytesOf = (entries: readonly ZipEntry[]) => entries.reduce((sum, entry) => sum + entry.size, 0);

function ordersOf(files: readonly ZipEntry[]): ZipEntry[][] {
  const orders: ZipEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of files) {
    const last = orders.at(-1);
    if (last && last.length < ENTRIES_PER_ORDER && bytes + entry.size <= BYTES_PER_ORDER) last.push(entry);
    else {
      orders.push([entry]);
      bytes = 0;
    }
    bytes += entry.size;
  }
  return orders;
}

async function unpackLarge(archive: string, source: number, root: string, entry: ZipEntry): Promise<void> {
  const start = dataOffset(source, entry);
  let [size, crc] = [0, 0];
  await pipeline(
    createReadStream(archive, { start, end: start + entry.compressedSize - 1 }),
    entry.deflated ? createInflateRaw() : new PassThrough(),
    async function* check(bytes) {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > entry.size) throw damaged(entry);
        crc = crc32(chunk, crc);
        yield chunk;
      }
    },
    createWriteStream('', { fd: openNew(root, entry) }),
  ).catch((error: NodeJS.ErrnoException) => {
    throw error.code?.startsWith('Z_') ? damaged(entry) : error;
  });
  if (size !== entry.size || crc !== entry.crc) throw damaged(entry);
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
    return readEntry(source.fd, entry);
  } finally {
    await source.close();
    zip.close();
  }
}
