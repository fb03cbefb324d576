import type { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { illegalVersioning, notImplementedHeader, versioningIsLocked } from '../errors.ts';
import { checkOwner, holdBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { setVersioning } from '../store/buckets.ts';

export const putBucketVersioning = operation<PutBucketVersioningCommand, S3Parts>(
  'PutBucketVersioning',
  async (input, parts) => {
    checkOwner(input, parts.account);
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration;
    if (mfaDelete === 'Enabled') throw notImplementedHeader('x-amz-mfa');
    if (status === undefined) throw illegalVersioning();
    await parts.database.transaction(async (tx) => {
      const bucket = await holdBucket(tx, input.Bucket, 'update');
      if (bucket.objectLock && status !== 'Enabled') throw versioningIsLocked();
      await setVersioning(tx, bucket.name, status);
    });
  },
);
