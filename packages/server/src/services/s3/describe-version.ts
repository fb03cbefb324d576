import type { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Db } from '../../database/database.ts';
import type { InputOf } from '../../gateway/operation.ts';
import type { ByteRange } from '../../objects/object-store.ts';
import { invalidArgument, invalidPartNumber, invalidRange } from './errors.ts';
import { shownVersionId } from './find-object.ts';
import type { ObjectVersion } from './object-version.ts';
import { parseRange } from './rules/byte-range.ts';
import { checksumMembers } from './rules/checksums.ts';
import { listUploadParts } from './store/uploads.ts';

/** The members that GetObject and HeadObject share. */
export type ReadRequest = Pick<
  InputOf<GetObjectCommand> & InputOf<HeadObjectCommand>,
  | 'ChecksumMode'
  | 'PartNumber'
  | 'Range'
  | 'ResponseCacheControl'
  | 'ResponseContentDisposition'
  | 'ResponseContentEncoding'
  | 'ResponseContentLanguage'
  | 'ResponseContentType'
  | 'ResponseExpires'
  | 'VersionId'
>;

/** What of an object a request asks for: all of it when there is no range. */
export interface Extent {
  readonly range?: ByteRange;
  readonly partsCount?: number;
}

/** Reads Range and PartNumber; parts are those the object was uploaded in. */
export async function findExtent(db: Db, version: ObjectVersion, request: ReadRequest): Promise<Extent> {
  const { PartNumber: number, Range: header } = request;
  if (number !== undefined) {
    if (header !== undefined) {
      throw invalidArgument('Cannot specify both Range header and partNumber query parameter', 'partNumber', number);
    }
    return findPart(db, version, number);
  }
  const range = parseRange(header, version.size);
  if (range === 'unsatisfiable') throw invalidRange(header ?? '', version.size);
  return range ? { range } : {};
}

async function findPart(db: Db, version: ObjectVersion, number: number): Promise<Extent> {
  if (version.uploadId === undefined || version.partCount === undefined) {
    if (number !== 1) throw invalidPartNumber(number, 1);
    return version.size === 0 ? {} : { range: { start: 0, end: version.size - 1 } };
  }
  let start = 0;
  for (const part of await listUploadParts(db, version.uploadId)) {
    if (part.number === number) {
      return { range: { start, end: start + part.size - 1 }, partsCount: version.partCount };
    }
    start += part.size;
  }
  throw invalidPartNumber(number, version.partCount);
}

/** Everything GetObject and HeadObject answer but the bytes. */
export function describeVersion(version: ObjectVersion, { range, partsCount }: Extent, request: ReadRequest) {
  const { headers, metadata, encryption, checksum, tags, redirect } = version.properties;
  const { SSEKMSEncryptionContext: _, ...shownEncryption } = encryption;
  const expires = request.ResponseExpires ?? (headers.Expires === undefined ? undefined : new Date(headers.Expires));
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.modifiedAt),
    ContentLength: range ? range.end - range.start + 1 : version.size,
    ContentRange: range ? `bytes ${range.start}-${range.end}/${version.size}` : undefined,
    ETag: version.etag,
    VersionId: shownVersionId(version, request),
    CacheControl: request.ResponseCacheControl ?? headers.CacheControl,
    ContentDisposition: request.ResponseContentDisposition ?? headers.ContentDisposition,
    ContentEncoding: request.ResponseContentEncoding ?? headers.ContentEncoding,
    ContentLanguage: request.ResponseContentLanguage ?? headers.ContentLanguage,
    ContentType: request.ResponseContentType ?? headers.ContentType,
    ...(expires ? { Expires: expires } : {}),
    WebsiteRedirectLocation: redirect,
    Metadata: metadata,
    // STANDARD is what goes without saying.
    StorageClass: version.storageClass === 'STANDARD' ? undefined : version.storageClass,
    TagCount: tags.length > 0 ? tags.length : undefined,
    PartsCount: partsCount,
    ...shownEncryption,
    ...(request.ChecksumMode === 'ENABLED' && !range ? checksumMembers(checksum) : {}),
  };
}

/** The conditions of a read, as the gateway decodes them. */
export function conditionsOf(request: ConditionMembers) {
  return {
    ifMatch: request.IfMatch,
    ifNoneMatch: request.IfNoneMatch,
    ifModifiedSince: request.IfModifiedSince,
    ifUnmodifiedSince: request.IfUnmodifiedSince,
  };
}

type ConditionMembers = Pick<
  InputOf<GetObjectCommand>,
  'IfMatch' | 'IfNoneMatch' | 'IfModifiedSince' | 'IfUnmodifiedSince'
>;
