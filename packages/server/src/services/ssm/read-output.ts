import { open } from 'node:fs/promises';

/** What the API shows of a step's streams, in characters. */
export const MOST_STDOUT = 24_000;
export const MOST_STDERR = 8_000;
const MOST_BYTES_PER_CHARACTER = 4;

/** The first characters of a file; none of one that is not there. */
export async function readStart(file: string, characters: number): Promise<string> {
  const bytes = await readAt(file, 0, characters * MOST_BYTES_PER_CHARACTER);
  return bytes.toString().slice(0, characters);
}

/** Some bytes of a file from an offset on. */
export async function readAt(file: string, offset: number, most: number): Promise<Buffer> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return Buffer.of();
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(most), 0, most, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
