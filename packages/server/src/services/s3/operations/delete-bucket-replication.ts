import type { DeleteBucketReplicationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketReplication = operation<DeleteBucketReplicationCommand, S3Parts>(
  'DeleteBucketReplication',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'replication', undefined);
  },
);
