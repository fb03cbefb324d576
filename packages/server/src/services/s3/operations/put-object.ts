import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { commitBytes } from '../commit-bytes.ts';
import { describeObject } from '../describe-object.ts';
import { notImplementedHeader } from '../errors.ts';
import { checkKey, requireBucket } from '../find-bucket.ts';
import { shownVersionId } from '../find-object.ts';
import { receiveBody } from '../receive-body.ts';
import { checksumMembers, type StoredChecksum } from '../rules/checksums.ts';
import { etagOf } from '../rules/etag.ts';
import type { S3Parts } from '../s3-parts.ts';
import { writeObject } from '../write-version.ts';

export const putObject = operation<PutObjectCommand, S3Parts>('PutObject', async (input, parts) => {
  checkKey(input.Key);
  if (input.WriteOffsetBytes !== undefined) throw notImplementedHeader('x-amz-write-offset-bytes');
  await requireBucket(parts.database, input, parts.account);
  const { storageClass, properties } = await describeObject(parts.database, input, parts);
  const received = await receiveBody(input, parts);
  const { bytesId, size, algorithm, digests } = received;
  const value = digests[algorithm]?.toString('base64') ?? '';
  const checksum: StoredChecksum = { algorithm, type: 'FULL_OBJECT', value };
  const version = await commitBytes(parts, bytesId, (tx) =>
    writeObject(
      tx,
      parts,
      {
        bucket: input.Bucket,
        key: input.Key,
        bytesId,
        size,
        etag: etagOf(received.md5),
        storageClass,
        properties: { ...properties, checksum },
      },
      {
        change: { type: 'Object Created', reason: 'PutObject' },
        conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
      },
    ),
  );
  return {
    ETag: version.etag,
    VersionId: shownVersionId(version),
    ...checksumMembers(checksum),
    ...properties.encryption,
  };
});
