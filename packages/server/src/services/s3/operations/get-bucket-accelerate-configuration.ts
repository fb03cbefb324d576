import type { GetBucketAccelerateConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketAccelerateConfiguration = operation<GetBucketAccelerateConfigurationCommand, S3Parts>(
  'GetBucketAccelerateConfiguration',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'accelerate');
    return document ?? {};
  },
);
