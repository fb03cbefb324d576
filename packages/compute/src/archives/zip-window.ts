import { closeSync, readSync } from 'node:fs';
import type { PassThrough } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

const WINDOW_BYTES = 262_144;

/**
 * A file for yauzl to read a directory from, which it does in pieces of a few bytes: they come out of a larger one that is held, at
 * once, rather than each by way of a thread. Closes the file when it is closed.
 */
export class ZipWindow extends RandomAccessReader {
  readonly #source: number;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(source: number) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    let bytesRead: number;
    try {
      bytesRead = this.#copy(buffer.subarray(offset, offset + length), position);
    } catch (error) {
      return callback(error as Error);
    }
    callback(null, bytesRead);
  }

  override close(callback: (error: Error | null) => void): void {
    closeSync(this.#source);
    callback(null);
  }

  /** Contents are not read through the window. */
  override _readStreamForRange(): PassThrough {
    throw new Error('a window shows the directory only');
  }

  /** Fewer bytes where the file ends. */
  #copy(target: Buffer, position: number): number {
    if (target.length > WINDOW_BYTES) return readSync(this.#source, target, 0, target.length, position);
    if (position < this.#start || position + target.length > this.#start + this.#length) {
      this.#start = position;
      this.#length = readSync(this.#source, this.#window, 0, WINDOW_BYTES, position);
    }
    const from = position - this.#start;
    return this.#window.copy(target, 0, from, Math.min(from + target.length, this.#length));
  }
}
