import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** A request's body as a stream: the gateway hands one over, our own services may give bytes or text as to the SDK. */
export function bodyStream(body: unknown): Readable {
  if (body === undefined || body === null) return Readable.from([]);
  if (body instanceof Readable) return body;
  if (typeof body === 'string' || body instanceof Uint8Array) return Readable.from([Buffer.from(body)]);
  if (body instanceof Blob) return Readable.fromWeb(body.stream() as ReadableStream);
  if (body instanceof globalThis.ReadableStream) return Readable.fromWeb(body as ReadableStream);
  throw new TypeError('a body must be a stream, bytes or text');
}
