import { invalidArgument, invalidRequest, notImplementedHeader, preconditionFailed } from './errors.ts';
import { requireBucket } from './find-bucket.ts';
import { type ReadableObject, requireObject } from './find-object.ts';
import { algorithmNamed, DEFAULT_ALGORITHM, type StoredChecksum } from './rules/checksums.ts';
import { type Conditions, checkRead } from './rules/conditions.ts';
import { parseCopySource } from './rules/copy-source.ts';
import { etagOf } from './rules/etag.ts';
import type { S3Parts } from './s3-parts.ts';

/** The members of CopyObject and UploadPartCopy about what is copied. */
export interface CopyRequest {
  readonly CopySource: string;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
}

export function conditionsOfCopy(request: CopyRequest): Conditions {
  return {
    ifMatch: request.CopySourceIfMatch,
    ifNoneMatch: request.CopySourceIfNoneMatch,
    ifModifiedSince: request.CopySourceIfModifiedSince,
    ifUnmodifiedSince: request.CopySourceIfUnmodifiedSince,
  };
}

/** The object a copy is made of. A copy whose conditions do not hold fails; there is no "not modified" for it. */
export async function requireSource(
  parts: S3Parts,
  request: CopyRequest,
  conditions: Conditions,
): Promise<ReadableObject> {
  if (request.CopySourceSSECustomerAlgorithm) {
    throw notImplementedHeader('x-amz-copy-source-server-side-encryption-customer-algorithm');
  }
  const name = parseCopySource(request.CopySource);
  if (!name) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      request.CopySource,
    );
  }
  const owner = { Bucket: name.bucket, ExpectedBucketOwner: request.ExpectedSourceBucketOwner };
  await requireBucket(parts.database, owner, parts.account);
  const source = await requireObject(parts.database, name, 'GET').catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'MethodNotAllowed') throw error;
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  });
  const verdict = checkRead(conditions, source);
  if (verdict === 'not-modified') throw preconditionFailed('x-amz-copy-source-If-None-Match');
  if (verdict !== 'proceed') throw preconditionFailed(`x-amz-copy-source-${verdict.failed}`);
  return source;
}

export interface CopiedBytes {
  readonly bytesId: string;
  /** With its quotes. */
  readonly etag: string;
  readonly checksum: StoredChecksum;
}

/**
 * The bytes of an object once more. What was put at once and has the right checksum needs no reading;
 * a multipart object gets the etag and checksum of an object put at once, so it is read.
 */
export async function copyBytes(
  { objects }: S3Parts,
  source: ReadableObject,
  askedAlgorithm: string | undefined,
): Promise<CopiedBytes> {
  const asked = askedAlgorithm === undefined ? undefined : algorithmNamed(askedAlgorithm);
  const { checksum } = source.properties;
  const isRight = checksum?.type === 'FULL_OBJECT' && (asked ?? checksum.algorithm) === checksum.algorithm;
  if (isRight && source.uploadId === undefined) {
    return { bytesId: await objects.concat([source.bytesId]), etag: source.etag, checksum };
  }
  const algorithm = asked ?? checksum?.algorithm ?? DEFAULT_ALGORITHM;
  const stored = await objects.put(await objects.get(source.bytesId), { digests: ['md5', algorithm] });
  const value = stored.digests[algorithm]?.toString('base64') ?? '';
  return {
    bytesId: stored.id,
    etag: etagOf(stored.digests.md5 ?? Buffer.alloc(0)),
    checksum: { algorithm, type: 'FULL_OBJECT', value },
  };
}
