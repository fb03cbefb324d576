import type { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { deleteObjectVersion } from '../delete-version.ts';
import { checkKey, checkOwner, holdBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteObject = operation<DeleteObjectCommand, S3Parts>('DeleteObject', async (input, parts) => {
  checkOwner(input, parts.account);
  checkKey(input.Key);
  const deleted = await parts.database.transaction(async (tx) => {
    const bucket = await holdBucket(tx, input.Bucket, 'share');
    return deleteObjectVersion(tx, parts, bucket, {
      key: input.Key,
      versionId: input.VersionId,
      ifMatch: input.IfMatch,
      ifSize: input.IfMatchSize,
      ifModifiedAt: input.IfMatchLastModifiedTime,
    });
  });
  return { DeleteMarker: deleted.isMarker, VersionId: deleted.versionId };
});
