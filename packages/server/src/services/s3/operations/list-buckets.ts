import type { ListBucketsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidArgument } from '../errors.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';
import { listBuckets as list } from '../store/buckets.ts';

/** An account may have ten thousand buckets, and older clients expect all of them at once. */
const MAX_BUCKETS = 10_000;

export const listBuckets = operation<ListBucketsCommand, S3Parts>('ListBuckets', async (input, parts) => {
  const { Prefix: prefix, ContinuationToken: token, MaxBuckets: limit = MAX_BUCKETS } = input;
  const listing = `ListBuckets ${prefix ?? ''}`;
  const after = token === undefined ? undefined : readPageToken<string>(listing, token);
  if (token !== undefined && after === undefined) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  const isElsewhere = input.BucketRegion !== undefined && input.BucketRegion !== parts.region;
  const found = isElsewhere ? [] : await list(parts.database, { after, prefix, limit: limit + 1 });
  const page = cutPage(found, limit, listing, (bucket) => bucket.name);
  return {
    Buckets: page.rows.map(({ name, createdAt }) => ({
      Name: name,
      CreationDate: new Date(createdAt),
      BucketRegion: parts.region,
      BucketArn: `arn:aws:s3:::${name}`,
    })),
    Owner: ownerOf(parts.account),
    ContinuationToken: page.nextToken,
    Prefix: prefix,
  };
});
