import type { Readable } from 'node:stream';
import { bodyBrokeOff, requestTooLarge } from './errors.ts';

/** Bodies of everything but objects; AWS's own limits are lower. */
export const MAX_BODY_BYTES = 10 * 1024 ** 2;

const EMPTY = Buffer.alloc(0);

/** Reads a body to its end; refuses as soon as it is known to be too large. */
export function readBody(source: Readable, contentLength: string | undefined): Promise<Buffer> {
  if (contentLength === '0') return Promise.resolve(EMPTY);
  if (Number(contentLength) > MAX_BODY_BYTES) return Promise.reject(requestTooLarge(MAX_BODY_BYTES));
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const take = (piece: Buffer) => {
      size += piece.length;
      pieces.push(piece);
      if (size <= MAX_BODY_BYTES) return;
      source.off('data', take);
      pieces.length = 0;
      reject(requestTooLarge(MAX_BODY_BYTES));
    };
    source.on('data', take);
    source.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size)));
    source.on('error', reject);
    source.on('close', () => reject(bodyBrokeOff()));
  });
}
