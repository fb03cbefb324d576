import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, validateFileName, type ZipFile } from 'yauzl';
import type { ExtractLimits } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { ZipWindow } from './zip-window.ts';

/** One entry as the archive's directory describes it; `path` is relative, with `/`, and stays inside. */
export interface ZipEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly deflated: boolean;
  readonly crc: number;
  readonly offset: number;
}

const FILE_TYPE = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF_8 = 0x800;
/** Then whoever else has something to do takes a turn. */
const ENTRIES_AT_ONCE = 1_000;

export async function openZip(file: string): Promise<ZipFile> {
  const options = { autoClose: false, validateEntrySizes: true, decodeStrings: false };
  const source = openSync(file, 'r');
  try {
    return await fromRandomAccessReaderPromise(new ZipWindow(source), fstatSync(source).size, options);
  } catch (error) {
    closeSync(source);
    if (error instanceof Error && !('code' in error))
      throw new ArchiveRefused(`it is no ZIP archive: ${error.message}`);
    throw error;
  }
}

/** Every entry of the directory, checked by name and against the limits. */
export async function readEntries(zip: ZipFile, limits: ExtractLimits): Promise<ZipEntry[]> {
  if (zip.entryCount > limits.maxEntries) throw new ArchiveRefused(`it has more than ${limits.maxEntries} entries`);
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new ArchiveRefused(error.message)));
    zip.on('end', resolve);
    zip.on('entry', (raw: Entry) => {
      try {
        const entry = entryOf(raw);
        bytes += entry.size;
        if (bytes > limits.maxBytes) throw new ArchiveRefused(`it unpacks to more than ${limits.maxBytes} bytes`);
        if (entry.path !== '') {
          if (seen.has(entry.path) && entry.kind !== 'folder') throw new ArchiveRefused(`${entry.path} is in it twice`);
          seen.add(entry.path);
          entries.push(entry);
        }
        if (entries.length % ENTRIES_AT_ONCE === 0) setImmediate(readOn);
        else readOn();
      } catch (error) {
        reject(error);
      }
    });
    const readOn = oneByOne(() => zip.readEntry());
    readOn();
  });
  return entries;
}

/** Calls of what ends by calling itself, made one after the other: thousands within each other have no room on the stack. */
function oneByOne(step: () => void): () => void {
  let [isRunning, isWanted] = [false, false];
  return () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      step();
    }
    isRunning = false;
  };
}

/** Names are UTF-8 where their bytes can be: Info-ZIP on Linux writes it without saying so, and CodeBuild reads it. */
function nameOf({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | UTF_8 : generalPurposeBitFlag;
  const name = getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  const problem = validateFileName(name);
  if (problem !== null) throw new ArchiveRefused(problem);
  return name;
}

function entryOf(raw: Entry): ZipEntry {
  const name = nameOf(raw);
  const mode = raw.externalFileAttributes >>> 16;
  const type = mode & FILE_TYPE;
  if (raw.generalPurposeBitFlag & ENCRYPTED) throw new ArchiveRefused(`${name} is encrypted`);
  if (raw.compressionMethod !== STORED && raw.compressionMethod !== DEFLATED) {
    throw new ArchiveRefused(`${name} is compressed in a way that is not known (${raw.compressionMethod})`);
  }
  const path = name.replace(/\/+$/, '').replace(/^(\.\/)+/, '');
  const parts = path.split('/');
  if (
    parts.includes('..') ||
    path.startsWith('/') ||
    path.includes('\\') ||
    path.includes('\0') ||
    /^[A-Za-z]:/.test(path)
  ) {
    throw new ArchiveRefused(`${name} would be written outside of the folder`);
  }
  return {
    path: parts.filter((part) => part !== '.' && part !== '').join('/'),
    kind: type === LINK ? 'link' : name.endsWith('/') || type === FOLDER ? 'folder' : 'file',
    mode,
    size: raw.uncompressedSize,
    compressedSize: raw.compressedSize,
    deflated: raw.compressionMethod === DEFLATED,
    crc: raw.crc32,
    offset: raw.relativeOffsetOfLocalHeader,
  };
}
