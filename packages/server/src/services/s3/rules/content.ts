import type { StorageClass } from '@aws-sdk/client-s3';
import { invalidStorageClass, metadataTooLarge, notImplementedHeader } from '../errors.ts';
import type { ContentHeaders } from '../object-version.ts';

const MAX_METADATA_BYTES = 2048;
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

export interface ContentRequest {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
}

/** The headers kept with an object. */
export function contentHeaders(request: ContentRequest): ContentHeaders {
  const encoding = withoutChunking(request.ContentEncoding);
  return {
    ContentType: request.ContentType || DEFAULT_CONTENT_TYPE,
    ...(request.CacheControl === undefined ? {} : { CacheControl: request.CacheControl }),
    ...(request.ContentDisposition === undefined ? {} : { ContentDisposition: request.ContentDisposition }),
    ...(encoding ? { ContentEncoding: encoding } : {}),
    ...(request.ContentLanguage === undefined ? {} : { ContentLanguage: request.ContentLanguage }),
    ...(request.Expires === undefined ? {} : { Expires: request.Expires.toUTCString() }),
  };
}

/** `aws-chunked` says how the body was sent, not what it is, so S3 does not keep it. */
function withoutChunking(encoding: string | undefined): string | undefined {
  const kept = encoding?.split(',').filter((coding) => coding.trim().toLowerCase() !== 'aws-chunked');
  return kept?.join(',').trim();
}

/** User metadata with names in lower case; S3 counts the bytes of names and values together. */
export function userMetadata(given: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const metadata = Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const bytes = Object.entries(metadata).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > MAX_METADATA_BYTES) throw metadataTooLarge(bytes, MAX_METADATA_BYTES);
  return metadata;
}

/** Classes that differ from STANDARD only in price and durability; archives would have to refuse reads. */
const STORAGE_CLASSES: readonly string[] = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
];
const ARCHIVES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

export function chooseStorageClass(given: StorageClass | undefined): StorageClass {
  if (given === undefined) return 'STANDARD';
  if (ARCHIVES.includes(given)) throw notImplementedHeader('x-amz-storage-class');
  if (!STORAGE_CLASSES.includes(given)) throw invalidStorageClass(given);
  return given;
}
