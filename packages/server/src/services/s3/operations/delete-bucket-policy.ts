import type { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketPolicy = operation<DeleteBucketPolicyCommand, S3Parts>(
  'DeleteBucketPolicy',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'policy', undefined);
  },
);
