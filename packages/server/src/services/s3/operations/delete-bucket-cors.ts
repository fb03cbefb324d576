import type { DeleteBucketCorsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketCors = operation<DeleteBucketCorsCommand, S3Parts>(
  'DeleteBucketCors',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'cors', undefined);
  },
);
