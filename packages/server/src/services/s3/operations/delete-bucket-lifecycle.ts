import type { DeleteBucketLifecycleCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketLifecycle = operation<DeleteBucketLifecycleCommand, S3Parts>(
  'DeleteBucketLifecycle',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'lifecycle', undefined);
  },
);
