import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type DigestName, type Digests, type RunningDigest, startDigest } from './digests/digest.ts';
import { ObjectTooLarge, type PutOptions } from './object-store.ts';

/** Writes `body` to the new file `path` and to the disk; removes the file again when that fails. */
export async function writeObject(
  path: string,
  body: Readable,
  { digests = [], maxBytes = Number.POSITIVE_INFINITY }: PutOptions,
): Promise<{ size: number; digests: Digests }> {
  const running = new Map<DigestName, RunningDigest>(digests.map((name) => [name, startDigest(name)]));
  const file = await open(path, 'wx', 0o600);
  try {
    const size = await copyInto(file, body, [...running.values()], maxBytes);
    await file.sync();
    await file.close();
    return { size, digests: Object.fromEntries([...running].map(([name, digest]) => [name, digest.digest()])) };
  } catch (error) {
    body.destroy();
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** A chunk is written while it is being hashed; one chunk is in memory at a time. */
async function copyInto(file: FileHandle, body: Readable, digests: readonly RunningDigest[], maxBytes: number) {
  let size = 0;
  for await (const piece of body) {
    const chunk: Uint8Array = typeof piece === 'string' ? Buffer.from(piece) : piece;
    size += chunk.length;
    if (size > maxBytes) throw new ObjectTooLarge(maxBytes);
    const writing = file.writeFile(chunk);
    for (const digest of digests) digest.update(chunk);
    await writing;
  }
  return size;
}
