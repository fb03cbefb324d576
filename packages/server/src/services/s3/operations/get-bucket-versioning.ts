import type { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { requireBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';

/** A bucket that was never versioned answers without a status. */
export const getBucketVersioning = operation<GetBucketVersioningCommand, S3Parts>(
  'GetBucketVersioning',
  async (input, parts) => {
    const { versioning } = await requireBucket(parts.database, input, parts.account);
    return { Status: versioning };
  },
);
