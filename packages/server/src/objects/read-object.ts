import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type JoinedPart, listParts } from './joined-object.ts';
import { isJoined, type ObjectFolders } from './object-folders.ts';
import { type ByteRange, ObjectMissing } from './object-store.ts';

const CHUNK_BYTES = 256 * 1024;

/** Opens an object, or a range of it, for streaming. */
export async function openObject(folders: ObjectFolders, id: string, range?: ByteRange): Promise<Readable> {
  if (!isJoined(id)) return streamOf(await openFile(folders, id), range);
  const parts = await listParts(folders, id);
  if (!parts) throw new ObjectMissing(id);
  return Readable.from(readParts(folders, id, cutParts(parts, range)), { objectMode: false });
}

async function openFile(folders: ObjectFolders, id: string, part = ''): Promise<FileHandle> {
  const file = await folders.find(id, (path) => open(join(path, part), 'r'));
  if (!file) throw new ObjectMissing(id);
  return file;
}

function streamOf(file: FileHandle, range?: ByteRange): Readable {
  return file.createReadStream({ ...range, highWaterMark: CHUNK_BYTES });
}

async function* readParts(folders: ObjectFolders, id: string, parts: Iterable<PartRange>): AsyncGenerator<Buffer> {
  for (const { name, range } of parts) yield* streamOf(await openFile(folders, id, name), range);
}

interface PartRange {
  readonly name: string;
  /** Within the part. */
  readonly range: ByteRange;
}

/** What of each part lies in `range` of the whole. */
export function cutParts(parts: readonly JoinedPart[], range?: ByteRange): PartRange[] {
  const { start, end } = range ?? { start: 0, end: Number.POSITIVE_INFINITY };
  const cut: PartRange[] = [];
  let offset = 0;
  for (const { name, size } of parts) {
    const first = Math.max(start - offset, 0);
    const last = Math.min(end - offset, size - 1);
    if (first <= last) cut.push({ name, range: { start: first, end: last } });
    offset += size;
  }
  return cut;
}
