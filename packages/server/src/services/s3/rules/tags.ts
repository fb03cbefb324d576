import { invalidTag, tooManyTags } from '../errors.ts';

export interface TagPair {
  readonly Key: string;
  readonly Value: string;
}

export const MAX_OBJECT_TAGS = 10;
export const MAX_BUCKET_TAGS = 50;

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** Throws what S3 refuses in a set of tags. */
export function checkTags(tags: readonly TagPair[], max: number): readonly TagPair[] {
  if (tags.length > max) throw tooManyTags(max);
  const seen = new Set<string>();
  for (const { Key, Value } of tags) {
    if (seen.has(Key)) throw invalidTag('Cannot provide multiple Tags with the same key', Key);
    seen.add(Key);
    if (Key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester', Key);
    if (Key === '' || [...Key].length > MAX_KEY || !ALLOWED.test(Key)) {
      throw invalidTag('The TagKey you have provided is invalid', Key);
    }
    if ([...Value].length > MAX_VALUE || !ALLOWED.test(Value)) {
      throw invalidTag('The TagValue you have provided is invalid', Key);
    }
  }
  return tags;
}

/** The tags of an `x-amz-tagging` header, which is written like a query. */
export function parseTaggingHeader(header: string | undefined): TagPair[] {
  return [...new URLSearchParams(header ?? '')].map(([Key, Value]) => ({ Key, Value }));
}
