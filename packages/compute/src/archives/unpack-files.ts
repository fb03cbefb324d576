import { closeSync, constants, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ArchiveRefused } from './archive-refused.ts';
import { inflateAtOnce } from './inflate-at-once.ts';
import type { ZipEntry } from './read-directory.ts';

/** Folders to make and files to unpack; the folders of those files are there. */
export interface UnpackOrder {
  readonly archive: string;
  readonly root: string;
  /** By their paths, with all that is above them. */
  readonly folders: readonly string[];
  readonly entries: readonly ZipEntry[];
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;
/** Room for what the entry's own header may hold beside its name: usually times and owners. */
const USUAL_EXTRA_BYTES = 64;
const PERMISSIONS = 0o777;
const DEFAULT_MODE = 0o644;
/** Never over something, never through a link. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Makes folders; inflates, checks and writes files, without giving way for the reason that `packFiles` has. */
export function unpackFiles({ archive, root, folders, entries }: UnpackOrder): void {
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const source = openSync(archive, 'r');
  try {
    for (const entry of entries) {
      const bytes = readEntry(source, entry);
      const target = openNew(root, entry);
      try {
        if (bytes.length > 0) writeFileSync(target, bytes);
      } finally {
        closeSync(target);
      }
    }
  } finally {
    closeSync(source);
  }
}

/** A file that was not there, with the entry's permissions but none that change users; the caller closes it. */
export function openNew(root: string, entry: ZipEntry): number {
  try {
    return openSync(join(root, entry.path), NEW_FILE, entry.mode & PERMISSIONS || DEFAULT_MODE);
  } catch (error) {
    // A file system that does not tell upper from lower case, or forms of one letter, apart.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ArchiveRefused(`${entry.path} is there already`);
  }
}

/** The contents of an entry, inflated and checked; all of it is held. */
export function readEntry(source: number, entry: ZipEntry): Buffer {
  const usual = LOCAL_HEADER_BYTES + Buffer.byteLength(entry.path) + USUAL_EXTRA_BYTES;
  const start = readAt(source, usual + entry.compressedSize, entry.offset);
  const skip = headerLength(start, entry);
  const end = skip + entry.compressedSize;
  const packed = end <= start.length ? start.subarray(skip, end) : readAt(source, end, entry.offset).subarray(skip);
  if (packed.length !== entry.compressedSize) throw damaged(entry);
  const bytes = entry.deflated ? inflate(packed, entry) : packed;
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged(entry);
  return bytes;
}

/** Where an entry's data begins: after its own header, whose lengths may differ from the directory's. */
export function dataOffset(source: number, entry: ZipEntry): number {
  return entry.offset + headerLength(readAt(source, LOCAL_HEADER_BYTES, entry.offset), entry);
}

function headerLength(header: Buffer, entry: ZipEntry): number {
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER)
    throw new ArchiveRefused(`${entry.path}: its header is damaged`);
  return LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** Fewer bytes where the file ends. */
function readAt(source: number, length: number, position: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(source, bytes, 0, length, position));
}

function inflate(packed: Buffer, entry: ZipEntry): Buffer {
  try {
    return inflateAtOnce(packed, entry.size);
  } catch {
    throw damaged(entry);
  }
}

export const damaged = (entry: ZipEntry) =>
  new ArchiveRefused(`${entry.path}: its contents do not match the archive's directory`);
