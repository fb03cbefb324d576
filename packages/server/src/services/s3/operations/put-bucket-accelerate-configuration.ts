import type { PutBucketAccelerateConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketAccelerateConfiguration = operation<PutBucketAccelerateConfigurationCommand, S3Parts>(
  'PutBucketAccelerateConfiguration',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'accelerate', input.AccelerateConfiguration);
  },
);
