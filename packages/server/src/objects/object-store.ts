import type { Readable } from 'node:stream';
import type { DigestName, Digests } from './digests/digest.ts';

/**
 * Keeps bytes that never change, by ids it makes itself. Who uses it keeps the ids in its tables; a store has one user.
 *
 * Life of an object: `put` or `concat` writes it durably, but *staged*; the user commits a row that names it and calls
 * `settle`. When the row goes, the user's queue calls `delete`. A process that dies in between leaves staged bytes
 * behind, which `recover` settles or removes by asking the user which ids its rows name.
 */
export interface ObjectStore {
  /** Called once before anything else: clears up what a process that died left behind. */
  recover(findNamed: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void>;
  /** Writes all of `body`; rejects, leaving nothing, when the body breaks off or is too large. */
  put(body: Readable, options?: PutOptions): Promise<StoredObject>;
  /** A new object with the bytes of `ids` one after another, made without reading them. */
  concat(ids: readonly string[]): Promise<string>;
  /** Says that a committed row names the object. */
  settle(id: string): Promise<void>;
  /** Streams the object or a range of it; rejects with ObjectMissing. A stream once open survives `delete`. */
  get(id: string, range?: ByteRange): Promise<Readable>;
  /** Does nothing when the object is gone already. */
  delete(id: string): Promise<void>;
}

export interface PutOptions {
  readonly digests?: readonly DigestName[];
  readonly maxBytes?: number;
}

export interface StoredObject {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
  /** Those asked for. */
  readonly digests: Digests;
}

/** First and last byte, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** No object has this id (any more). */
export class ObjectMissing extends Error {
  constructor(id: string) {
    super(`object ${id} is not in the store`);
  }
}

/** The body went on beyond `maxBytes`. */
export class ObjectTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the body is larger than ${maxBytes} bytes`);
  }
}
