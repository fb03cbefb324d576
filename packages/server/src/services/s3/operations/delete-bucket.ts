import type { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { deleteBytesLater } from '../commit-bytes.ts';
import { bucketNotEmpty } from '../errors.ts';
import { checkOwner, holdBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { deleteBucketRow } from '../store/buckets.ts';
import { discardUpload, uploadsOfBucket } from '../store/uploads.ts';
import { hasVersions } from '../store/versions.ts';

/** Unfinished multipart uploads do not keep a bucket from being deleted; they end with it. */
export const deleteBucket = operation<DeleteBucketCommand, S3Parts>('DeleteBucket', async (input, parts) => {
  checkOwner(input, parts.account);
  await parts.database.transaction(async (tx) => {
    const bucket = await holdBucket(tx, input.Bucket, 'update');
    if (await hasVersions(tx, bucket.name)) throw bucketNotEmpty(bucket.name, bucket.versioning !== undefined);
    for (const upload of await uploadsOfBucket(tx, bucket.name)) {
      await deleteBytesLater(tx, parts.queue, await discardUpload(tx, upload));
    }
    await deleteBucketRow(tx, bucket.name);
  });
});
