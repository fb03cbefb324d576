import type { PutBucketReplicationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketReplication = operation<PutBucketReplicationCommand, S3Parts>(
  'PutBucketReplication',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'replication', input.ReplicationConfiguration);
  },
);
