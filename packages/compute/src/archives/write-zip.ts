import { createHash } from 'node:crypto';
import { lstat, open, readFile, readlink, stat, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, createDeflateRaw, deflateRaw } from 'node:zlib';
import type { ArchiveEntry, WrittenArchive } from './archive.ts';
import { directoryEntry, dosTime, endOfDirectory, localHeader, type ZipRecord } from './zip-records.ts';

const deflate = promisify(deflateRaw);

/** How many files are read and compressed ahead of the one being written. */
const AHEAD = 16;
/** Larger files are streamed through the compressor instead of being held. */
const HELD_BYTES = 8 * 1024 * 1024;
/** Compressing less is not worth its header. */
const SMALLEST_DEFLATED = 64;
const STORED = 0;
const DEFLATED = 8;
const LEVEL = constants.Z_DEFAULT_COMPRESSION;

type Packed = Omit<ZipRecord, 'offset'> & { readonly data: Buffer };

/** Writes a new ZIP file; entries keep their order, permissions and, when asked, their links. */
export async function writeZip(
  file: string,
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Promise<WrittenArchive> {
  const target = await openTarget(file);
  try {
    const records: ZipRecord[] = [];
    const waiting: Promise<Packed | LargeFile>[] = [];
    const writeFirst = async () => {
      const next = await waiting.shift();
      if (next) records.push(await writeEntry(target, next));
    };
    for await (const entry of entries) {
      const packed = pack(entry);
      // The rejection is met when its turn comes.
      packed.catch(() => undefined);
      waiting.push(packed);
      if (waiting.length >= AHEAD) await writeFirst();
    }
    while (waiting.length > 0) await writeFirst();
    return await finish(target, records);
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

interface LargeFile {
  readonly file: string;
  readonly name: Buffer;
  readonly mode: number;
  readonly time: number;
  readonly date: number;
}

async function pack(entry: ArchiveEntry): Promise<Packed | LargeFile> {
  const found = entry.asLink ? await lstat(entry.file) : await stat(entry.file);
  const name = Buffer.from(found.isDirectory() ? `${entry.path}/` : entry.path);
  const head = { name, mode: found.mode, ...dosTime(found.mtimeMs) };
  if (found.isDirectory()) return packBytes(head, Buffer.alloc(0));
  if (found.isSymbolicLink()) return packBytes(head, Buffer.from(await readlink(entry.file)));
  if (found.size > HELD_BYTES) return { ...head, file: entry.file };
  return packBytes(head, await readFile(entry.file));
}

async function packBytes(head: Omit<LargeFile, 'file'>, bytes: Buffer): Promise<Packed> {
  const deflated = bytes.length < SMALLEST_DEFLATED ? bytes : await deflate(bytes, { level: LEVEL });
  const smaller = deflated.length < bytes.length;
  const data = smaller ? deflated : bytes;
  const sizes = { crc: crc32(bytes), size: bytes.length, compressedSize: data.length };
  return { ...head, ...sizes, method: smaller ? DEFLATED : STORED, data };
}

async function writeEntry(target: Target, entry: Packed | LargeFile): Promise<ZipRecord> {
  if ('file' in entry) return writeLarge(target, entry);
  const { data, ...rest } = entry;
  const record = { ...rest, offset: target.position() };
  await target.write(localHeader(record));
  await target.write(data);
  return record;
}

/** Compresses first into a file beside the target, so that the header can be written with its sizes. */
async function writeLarge(target: Target, { file, ...head }: LargeFile): Promise<ZipRecord> {
  const beside = `${target.file}.${head.name.length}.large`;
  const source = await open(file);
  const scratch = await open(beside, 'wx+');
  try {
    let [crc, size, compressedSize] = [0, 0, 0];
    const compressor = createDeflateRaw({ level: LEVEL });
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
  write(bytes: Buffer): Promise<void>;
  close(): Promise<{ size: number; md5: string; sha256: string }>;
  abandon(): Promise<void>;
}

const GATHERED_BYTES = 1024 * 1024;

/** Gathers small pieces before they go to disk, and hashes what goes by. */
async function openTarget(file: string): Promise<Target> {
  const handle = await open(file, 'wx');
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  let [position, gatheredBytes] = [0, 0];
  let gathered: Buffer[] = [];
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
