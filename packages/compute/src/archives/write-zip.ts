import { createHash } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import type { ArchiveEntry, WrittenArchive } from './archive.ts';
import { packOnThread, THREADS } from './archive-threads.ts';
import { type LargeFile, type PackedFiles, packFiles } from './pack-files.ts';
import { DEFLATED, directoryEntry, endOfDirectory, localHeader, type ZipRecord } from './zip-records.ts';

/** So few are packed at once, without a thread. */
const FEW_ENTRIES = 8;
const ENTRIES_PER_ORDER = 64;
/** Every thread has its next order before it is done with one. */
const ORDERS_AHEAD = THREADS + 1;

/** Writes a new ZIP file; entries keep their order, permissions and, when asked, their links. */
export async function writeZip(file: string, entries: readonly ArchiveEntry[]): Promise<WrittenArchive> {
  const target = await openTarget(file);
  try {
    const records: ZipRecord[] = [];
    for await (const packed of packInOrder(entries)) records.push(...(await writePacked(target, packed)));
    return await finish(target, records);
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

async function* packInOrder(entries: readonly ArchiveEntry[]): AsyncGenerator<PackedFiles> {
  if (entries.length <= FEW_ENTRIES) return yield packFiles(entries);
  const waiting: Promise<PackedFiles>[] = [];
  for (let start = 0; start < entries.length || waiting.length > 0; start += ENTRIES_PER_ORDER) {
    if (start < entries.length) {
      const packed = packOnThread(entries.slice(start, start + ENTRIES_PER_ORDER));
      // The rejection is met when its turn comes.
      packed.catch(() => undefined);
      waiting.push(packed);
      if (waiting.length < ORDERS_AHEAD) continue;
    }
    const first = await waiting.shift();
    if (first) yield first;
  }
}

async function writePacked(target: Target, { bytes, items }: PackedFiles): Promise<ZipRecord[]> {
  const records: ZipRecord[] = [];
  for (const item of items) {
    if ('file' in item) {
      records.push(await writeLarge(target, item));
      continue;
    }
    const { end, ...record } = item;
    records.push({ ...record, offset: target.position() });
    await target.write(bytes.subarray(item.offset, end));
  }
  return records;
}

/** Compresses first into a file beside the target, so that the header can be written with its sizes. */
async function writeLarge(target: Target, { file, ...head }: LargeFile): Promise<ZipRecord> {
  const beside = `${target.file}.${head.name.length}.large`;
  const source = await open(file);
  const scratch = await open(beside, 'wx+');
  try {
    let [crc, size, compressedSize] = [0, 0, 0];
    const compressor = createDeflateRaw();
    const input = source.createReadStream({ autoClose: false });
    input.on('data', (chunk: Buffer | string) => {
      crc = crc32(chunk, crc);
      size += chunk.length;
    });
    input.on('error', (error) => compressor.destroy(error));
    for await (const chunk of input.pipe(compressor))
      compressedSize += (await scratch.write(chunk as Buffer)).bytesWritten;
    const record = { ...head, method: DEFLATED, crc, size, compressedSize, offset: target.position() };
    await target.write(localHeader(record));
    for await (const chunk of scratch.createReadStream({ start: 0, autoClose: false }))
      await target.write(chunk as Buffer);
    return record;
  } finally {
    await source.close();
    await scratch.close();
    await unlink(beside);
  }
}

async function finish(target: Target, records: readonly ZipRecord[]): Promise<WrittenArchive> {
  const offset = target.position();
  for (const record of records) await target.write(directoryEntry(record));
  const size = target.position() - offset;
  await target.write(endOfDirectory({ entries: records.length, size, offset }));
  return { ...(await target.close()), entries: records.length };
}

interface Target {
  readonly file: string;
  position(): number;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<{ size: number; md5: string; sha256: string }>;
  abandon(): Promise<void>;
}

const GATHERED_BYTES = 1024 * 1024;

/** Gathers small pieces before they go to disk, and hashes what goes by. */
async function openTarget(file: string): Promise<Target> {
  const handle = await open(file, 'wx');
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  let [position, gatheredBytes] = [0, 0];
  let gathered: Uint8Array[] = [];
  const flush = async () => {
    const bytes = gathered.length === 1 ? (gathered[0] ?? Buffer.alloc(0)) : Buffer.concat(gathered);
    [gathered, gatheredBytes] = [[], 0];
    md5.update(bytes);
    sha256.update(bytes);
    await handle.writeFile(bytes);
  };
  return {
    file,
    position: () => position,
    async write(bytes) {
      gathered.push(bytes);
      gatheredBytes += bytes.length;
      position += bytes.length;
      if (gatheredBytes >= GATHERED_BYTES) await flush();
    },
    async close() {
      await flush();
      await handle.close();
      return { size: position, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
    },
    async abandon() {
      await handle.close();
      await unlink(file);
    },
  };
}
