import type { BucketLocationConstraint, GetBucketLocationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { requireBucket } from '../find-bucket.ts';
import { OLDEST_REGION } from '../rules/location.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketLocation = operation<GetBucketLocationCommand, S3Parts>(
  'GetBucketLocation',
  async (input, parts) => {
    await requireBucket(parts.database, input, parts.account);
    return parts.region === OLDEST_REGION ? {} : { LocationConstraint: parts.region as BucketLocationConstraint };
  },
);
