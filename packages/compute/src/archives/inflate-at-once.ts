import { inflateRawSync } from 'node:zlib';

/** zlib takes no smaller pieces. */
const LEAST_PIECE_BYTES = 64;

/**
 * Inflates what is known to become `size` bytes, into one piece of memory: gathering it from small ones costs a third more. Throws
 * when it is damaged or becomes more; it may become less.
 */
export function inflateAtOnce(data: Buffer, size: number): Buffer {
  // With room for one more byte zlib does not ask for another piece when this one is full.
  return inflateRawSync(data, { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, LEAST_PIECE_BYTES) });
}
