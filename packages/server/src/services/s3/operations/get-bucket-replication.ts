import type { GetBucketReplicationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchReplication } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketReplication = operation<GetBucketReplicationCommand, S3Parts>(
  'GetBucketReplication',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'replication');
    if (!document) throw noSuchReplication(input.Bucket);
    return { ReplicationConfiguration: document };
  },
);
