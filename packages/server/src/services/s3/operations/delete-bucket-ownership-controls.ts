import type { DeleteBucketOwnershipControlsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketOwnershipControls = operation<DeleteBucketOwnershipControlsCommand, S3Parts>(
  'DeleteBucketOwnershipControls',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'ownership', undefined);
  },
);
