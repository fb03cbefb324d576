import type { PutBucketOwnershipControlsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketOwnershipControls = operation<PutBucketOwnershipControlsCommand, S3Parts>(
  'PutBucketOwnershipControls',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'ownership', input.OwnershipControls);
  },
);
