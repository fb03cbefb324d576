import type { CopyObjectCommand } from '@aws-sdk/client-s3';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { commitBytes } from '../commit-bytes.ts';
import { conditionsOfCopy, copyBytes, requireSource } from '../copy-source.ts';
import { describeObject } from '../describe-object.ts';
import { illegalCopyToItself, invalidRequest } from '../errors.ts';
import { checkKey, requireBucket } from '../find-bucket.ts';
import { shownVersionId, withBytes } from '../find-object.ts';
import type { ObjectProperties, ObjectVersion } from '../object-version.ts';
import { MAX_PUT_BYTES } from '../receive-body.ts';
import { checksumMembers } from '../rules/checksums.ts';
import type { S3Parts } from '../s3-parts.ts';
import { writeObject } from '../write-version.ts';

type CopyRequest = InputOf<CopyObjectCommand>;

export const copyObject = operation<CopyObjectCommand, S3Parts>('CopyObject', async (input, parts) => {
  checkKey(input.Key);
  await requireBucket(parts.database, input, parts.account);
  const described = await describeObject(parts.database, input, parts);
  const find = () => requireSource(parts, input, conditionsOfCopy(input));
  const { source, copy } = await withBytes(find, async (object) => {
    refuseCopy(input, object);
    return { source: object, copy: await copyBytes(parts, object, input.ChecksumAlgorithm) };
  });
  const properties = { ...copiedProperties(input, source, described.properties), checksum: copy.checksum };
  const version = await commitBytes(parts, copy.bytesId, (tx) =>
    writeObject(
      tx,
      parts,
      {
        bucket: input.Bucket,
        key: input.Key,
        bytesId: copy.bytesId,
        size: source.size,
        etag: copy.etag,
        storageClass: described.storageClass,
        properties,
      },
      {
        change: { type: 'Object Created', reason: 'CopyObject' },
        conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      },
    ),
  );
  return {
    CopyObjectResult: {
      ETag: version.etag,
      LastModified: new Date(version.modifiedAt),
      ...checksumMembers(copy.checksum),
    },
    CopySourceVersionId: shownVersionId(source),
    VersionId: shownVersionId(version),
    ...properties.encryption,
  };
});

/** Headers and metadata, and tags, come along unless the request says REPLACE; encryption and grants never do. */
function copiedProperties(input: CopyRequest, source: ObjectVersion, asked: ObjectProperties): ObjectProperties {
  const { headers, metadata } = input.MetadataDirective === 'REPLACE' ? asked : source.properties;
  const { tags } = input.TaggingDirective === 'REPLACE' ? asked : source.properties;
  return { ...asked, headers, metadata, tags };
}

function refuseCopy(input: CopyRequest, source: ObjectVersion): void {
  if (source.size > MAX_PUT_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PUT_BYTES}`,
    );
  }
  const isItself = source.bucket === input.Bucket && source.key === input.Key && source.isLatest;
  const changesNothing =
    input.MetadataDirective !== 'REPLACE' &&
    input.TaggingDirective !== 'REPLACE' &&
    input.StorageClass === undefined &&
    input.ServerSideEncryption === undefined &&
    input.WebsiteRedirectLocation === undefined &&
    input.ChecksumAlgorithm === undefined;
  if (isItself && changesNothing) throw illegalCopyToItself();
}
