import type { DeleteBucketTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketTagging = operation<DeleteBucketTaggingCommand, S3Parts>(
  'DeleteBucketTagging',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'tagging', undefined);
  },
);
