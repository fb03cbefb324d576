import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { scopeText } from './canonical-request.ts';
import { chunkMismatch, incompleteBody, malformedChunk } from './errors.ts';
import { hmac } from './signing-key.ts';
import { isSame } from './timing.ts';
import type { SignatureChain } from './verify-signature.ts';

const EMPTY_HASH = createHash('sha256').digest('hex');
const LONGEST_LINE = 4096;
const MOST_TRAILERS = 32;

type State = 'size' | 'data' | 'end-of-chunk' | 'trailer' | 'done';

/**
 * Takes the chunk framing off an `aws-chunked` body. With a chain every chunk (and the trailer, where one was
 * announced) must be signed. The fields after the last chunk are in `trailers` once the stream has ended, by
 * lower-case name, as `node:http` leaves its own.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = Object.create(null);
  readonly #chain: SignatureChain | undefined;
  readonly #hasTrailer: boolean;
  #previous: string;
  #state: State = 'size';
  #rest: Buffer = Buffer.alloc(0);
  #left = 0;
  #chunkSignature: string | undefined;
  #hash: Hash | undefined;
  #trailerText = '';
  #trailerSignature: string | undefined;

  constructor(chain: SignatureChain | undefined, hasTrailer: boolean) {
    super();
    this.#chain = chain;
    this.#hasTrailer = hasTrailer;
    this.#previous = chain?.signature ?? '';
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#rest = this.#consume(this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#state === 'done' ? null : incompleteBody());
  }

  /** Returns what cannot be used before more arrives. */
  #consume(start: Buffer): Buffer {
    let bytes = start;
    for (;;) {
      if (this.#state === 'data') {
        if (bytes.length === 0) return bytes;
        bytes = this.#takeData(bytes);
        continue;
      }
      if (this.#state === 'done') return Buffer.alloc(0);
      const end = bytes.indexOf('\r\n');
      if (end < 0) {
        if (bytes.length > LONGEST_LINE) throw malformedChunk('a line is too long');
        return bytes;
      }
      this.#takeLine(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + 2);
    }
  }

  #takeData(bytes: Buffer): Buffer {
    const data = bytes.subarray(0, this.#left);
    this.#left -= data.length;
    this.#hash?.update(data);
    this.push(data);
    if (this.#left === 0) {
      this.#checkChunk();
      this.#state = 'end-of-chunk';
    }
    return bytes.subarray(data.length);
  }

  #takeLine(line: string): void {
    if (this.#state === 'size') this.#startChunk(line);
    else if (this.#state === 'end-of-chunk') {
      if (line !== '') throw malformedChunk('a chunk is longer than it says');
      this.#state = 'size';
    } else if (line === '') this.#finish();
    else this.#takeTrailer(line);
  }

  #startChunk(line: string): void {
    const [size = '', ...extensions] = line.split(';');
    if (!/^[0-9a-fA-F]{1,12}$/.test(size)) throw malformedChunk('a chunk size is no hexadecimal number');
    this.#left = Number.parseInt(size, 16);
    this.#chunkSignature = extensions
      .find((one) => one.startsWith('chunk-signature='))
      ?.slice('chunk-signature='.length);
    this.#hash = this.#chain ? createHash('sha256') : undefined;
    this.#state = 'data';
    if (this.#left > 0) return;
    this.#checkChunk();
    this.#state = 'trailer';
  }

  #checkChunk(): void {
    if (!this.#chain || !this.#hash) return;
    const { date, scope } = this.#chain;
    this.#verify(
      `AWS4-HMAC-SHA256-PAYLOAD\n${date}\n${scopeText(scope)}\n${this.#previous}\n${EMPTY_HASH}\n${this.#hash.digest('hex')}`,
      this.#chunkSignature,
    );
  }

  #takeTrailer(line: string): void {
    const at = line.indexOf(':');
    if (at < 1 || Object.keys(this.trailers).length >= MOST_TRAILERS) throw malformedChunk('a trailer is no header');
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      this.#trailerSignature = value;
      return;
    }
    this.trailers[name] = value;
    this.#trailerText += `${name}:${value}\n`;
  }

  #finish(): void {
    this.#state = 'done';
    if (!this.#chain || !this.#hasTrailer) return;
    const digest = createHash('sha256').update(this.#trailerText, 'latin1').digest('hex');
    const { date, scope } = this.#chain;
    this.#verify(
      `AWS4-HMAC-SHA256-TRAILER\n${date}\n${scopeText(scope)}\n${this.#previous}\n${digest}`,
      this.#trailerSignature,
    );
  }

  #verify(toSign: string, given: string | undefined): void {
    if (!this.#chain) return;
    const want = hmac(this.#chain.key, toSign);
    if (!isSame(want, Buffer.from(given ?? '', 'hex'))) throw chunkMismatch();
    this.#previous = want.toString('hex');
  }
}
