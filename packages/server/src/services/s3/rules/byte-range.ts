import type { ByteRange } from '../../../objects/object-store.ts';

/**
 * What a Range header asks of `size` bytes. Undefined for the whole object: S3 ignores headers it cannot read and
 * requests for several ranges. 'unsatisfiable' when none of the bytes asked for exist.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/.exec(header ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return undefined;
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { start: size - count, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** The range of an UploadPartCopy, which must be `bytes=first-last` and lie within the source. */
export function parseCopyRange(header: string, size: number): ByteRange | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  if (!match) return undefined;
  const range = { start: Number(match[1]), end: Number(match[2]) };
  return range.start <= range.end && range.end < size ? range : undefined;
}
