import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import type { ArchiveEntry } from './archive.ts';
import { DEFLATED, dosTime, localHeader, STORED, type ZipRecord } from './zip-records.ts';

/** Entries ready to be written one after the other: headers and data in `bytes`, in the order of `items`. */
export interface PackedFiles {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly items: readonly (PackedFile | LargeFile)[];
}

/** `offset` counts from the start of these bytes; the entry ends before `end`. */
export interface PackedFile extends ZipRecord {
  readonly end: number;
}

/** A file that is better streamed than held. */
export interface LargeFile extends Pick<ZipRecord, 'name' | 'mode' | 'time' | 'date'> {
  readonly file: string;
}

/** Larger files are streamed through the compressor. */
const MOST_HELD_BYTES = 512 * 1024;
/** Compressing less is not worth its header. */
const LEAST_DEFLATED_BYTES = 64;

/** Reads and compresses files, without giving way: thousands of small asynchronous steps cost three times as much as the work. */
export function packFiles(entries: readonly ArchiveEntry[]): PackedFiles {
  const parts: Buffer[] = [];
  let end = 0;
  const items = entries.map((entry): PackedFile | LargeFile => {
    const found = entry.asLink ? lstatSync(entry.file) : statSync(entry.file);
    const name = found.isDirectory() ? `${entry.path}/` : entry.path;
    const head = { name, mode: found.mode, ...dosTime(found.mtimeMs) };
    if (found.isFile() && found.size > MOST_HELD_BYTES) return { ...head, file: entry.file };
    const { data, ...sizes } = compress(readContents(entry, found));
    const record = { ...head, ...sizes, offset: end };
    const header = localHeader(record);
    parts.push(header, data);
    end += header.length + data.length;
    return { ...record, end };
  });
  return { bytes: joinParts(parts, end), items };
}

function readContents({ file, path }: ArchiveEntry, found: Stats): Buffer {
  if (found.isDirectory()) return Buffer.alloc(0);
  if (found.isSymbolicLink()) return Buffer.from(readlinkSync(file));
  // Reading a pipe would wait for ever.
  if (!found.isFile()) throw new Error(`${path} is neither a file, a folder nor a link`);
  return readFileSync(file);
}

function compress(contents: Buffer) {
  const deflated = contents.length < LEAST_DEFLATED_BYTES ? contents : deflateRawSync(contents);
  const isSmaller = deflated.length < contents.length;
  const data = isSmaller ? deflated : contents;
  const sizes = { crc: crc32(contents), size: contents.length, compressedSize: data.length };
  return { ...sizes, method: isSmaller ? DEFLATED : STORED, data };
}

/** Into memory of its own, which can be handed from thread to thread. */
function joinParts(parts: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
