import { digestOf } from '../../../objects/digests/digest.ts';

/** The etag of an object put at once: its MD5 in quotes. */
export function etagOf(md5: Buffer): string {
  return `"${md5.toString('hex')}"`;
}

/** The etag of a multipart object: the MD5 of its parts' MD5s and their number. */
export function etagOfParts(md5s: readonly Buffer[]): string {
  return `"${digestOf('md5', Buffer.concat(md5s)).toString('hex')}-${md5s.length}"`;
}

/** The MD5 that an etag of an object put at once, or of a part, tells. */
export function md5OfEtag(etag: string): Buffer {
  return Buffer.from(etag.replaceAll('"', ''), 'hex');
}

/** Clients quote etags or not. */
export function sameEtag(a: string, b: string): boolean {
  return a.replaceAll('"', '') === b.replaceAll('"', '');
}
