import type { HeadBucketCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { notFound } from '../errors.ts';
import { checkOwner } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { findBucket } from '../store/buckets.ts';

export const headBucket = operation<HeadBucketCommand, S3Parts>('HeadBucket', async (input, parts) => {
  checkOwner(input, parts.account);
  const bucket = await findBucket(parts.database, input.Bucket);
  if (!bucket) throw notFound();
  return { BucketArn: `arn:aws:s3:::${bucket.name}`, BucketRegion: parts.region, AccessPointAlias: false };
});
