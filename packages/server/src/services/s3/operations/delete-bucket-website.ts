import type { DeleteBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketWebsite = operation<DeleteBucketWebsiteCommand, S3Parts>(
  'DeleteBucketWebsite',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'website', undefined);
  },
);
